//! Scripts that behave and scripts that do not, each with the journal it gets and how it must end.

mod language;
mod limits;
mod load;
mod replay;

use crate::{Answer, Entry, Host, HttpRequest, HttpResponse, Invocation, Journal, Request, Run, Script};
use huashu_dsl::program::{
    BuiltinTexts, EnumMember, Function, FunctionId, Global, Program, TypeDef, TypeId, TypeKind,
};
use huashu_dsl::value::{Field, Millis, Type, Value};
use huashu_dsl::{Hashes, SourceId, Span};

/// The enum that stands behind 优先级, 渠道 and 地址.
const STATE: TypeId = TypeId(3);

/// A shop with one plugin `试` and these functions.
fn shop(functions: Vec<Function>) -> Program {
    Program {
        hashes: Hashes::default(),
        time_zone: "Asia/Shanghai".to_owned(),
        settings: Vec::new(),
        customer: Vec::new(),
        session_slots: Vec::new(),
        teams: Vec::new(),
        types: vec![
            choice("优先级", &["普通", "高", "紧急"]),
            choice("渠道", &["站内", "微信", "短信", "电话"]),
            named("地址", TypeKind::Record(vec![field("全文", Type::Text)])),
            choice("订单状态", &["待付款", "已签收"]),
        ],
        events: Vec::new(),
        tracks: Vec::new(),
        functions,
        tables: Vec::new(),
        texts: Vec::new(),
        builtin: BuiltinTexts::default(),
        intents: Vec::new(),
        faqs: Vec::new(),
        pushes: Vec::new(),
        experiments: Vec::new(),
        global: Global::default(),
        flows: Vec::new(),
        triggered: std::collections::BTreeMap::new(),
    }
}

fn named(name: &str, kind: TypeKind) -> TypeDef {
    TypeDef { name: name.to_owned(), kind, no_match: None, examples: Vec::new(), span: Span::default() }
}

fn choice(name: &str, members: &[&str]) -> TypeDef {
    let member = |name: &&str| EnumMember { name: (*name).to_owned(), synonyms: Vec::new() };
    named(name, TypeKind::Enum(members.iter().map(member).collect()))
}

fn field(name: &str, ty: Type) -> Field {
    Field { name: name.to_owned(), ty, default: None }
}

/// The signature `试.name(params) 得到 {returns}` with the errors 查无此单 and 没货.
fn function(name: &str, params: Vec<Field>, returns: Vec<Field>) -> Function {
    Function {
        plugin: "试".to_owned(),
        name: name.to_owned(),
        writes: false,
        params,
        returns,
        timeout: Millis(2_000),
        retries: 0,
        errors: vec!["没货".to_owned(), "查无此单".to_owned()],
        needs_confirmation: false,
        require: None,
        span: Span::default(),
    }
}

fn script(text: &str) -> (SourceId, Script) {
    let script =
        Script { plugin: "试".to_owned(), path: "plugins/试.rhai".to_owned(), text: text.to_owned() };
    (SourceId(7), script)
}

fn call(args: Vec<Option<Value>>) -> Invocation {
    Invocation { function: FunctionId(0), args, key: "c/1/2/3".to_owned(), customer: "demo".to_owned() }
}

/// Runs `fn 跑() { body }`, promised to give 值, with these answers to whatever it asks.
fn run(body: &str, answers: &[Answer]) -> Run {
    run_typed(&format!("fn 跑() {{ {body} }}"), Type::Integer, answers)
}

/// Runs 跑 of `text`, promised to give 值 of type `ty`; the journal grows as the script asks.
fn run_typed(text: &str, ty: Type, answers: &[Answer]) -> Run {
    let program = shop(vec![function("跑", Vec::new(), vec![field("值", ty)])]);
    let (host, diagnostics) = Host::load(&program, &[script(text)]);
    assert_eq!(diagnostics, Vec::new(), "{text}");
    drive(&host, &program, &call(Vec::new()), answers).0
}

/// Answers until the answers are used up or the run ends. Gives the journal as well.
fn drive(host: &Host, program: &Program, invocation: &Invocation, answers: &[Answer]) -> (Run, Journal) {
    let mut journal = Journal::default();
    for answer in answers {
        match host.run(program, invocation, &journal) {
            Run::Suspended(request) => journal.0.push(Entry { request, answer: answer.clone() }),
            ended => return (ended, journal),
        }
    }
    (host.run(program, invocation, &journal), journal)
}

fn ok(body: &str) -> Answer {
    status(200, body)
}

fn status(status: u16, body: &str) -> Answer {
    Answer::Http(HttpResponse { status, body: body.to_owned() })
}

fn get(path: &str, index: usize) -> Request {
    Request::Http(HttpRequest {
        connector: "demo".to_owned(),
        method: "GET".to_owned(),
        path: path.to_owned(),
        query: Vec::new(),
        body: None,
        idempotency_key: format!("c/1/2/3/{index}"),
    })
}

fn record(values: Vec<Value>) -> Run {
    Run::Done(Value::Record(values.into_iter().map(Some).collect()))
}

fn integer(n: i64) -> Run {
    record(vec![Value::Number(n.into())])
}

/// Asserts that `run` broke with a sentence that holds every part.
#[track_caller]
fn assert_broke(run: &Run, parts: &[&str]) {
    match run {
        Run::Broke(sentence) => {
            for part in parts {
                assert!(sentence.contains(part), "`{part}` is not in: {sentence}");
            }
        }
        other => assert_eq!(other, &Run::Broke(parts.concat())),
    }
}
