//! Suspension and replay: the journal is asked in order, nothing swallows a question, and a script that asks differently is found out.

use super::*;
use crate::MAX_ENTRIES;

const THREE_CALLS: &str = r#"
    let 单 = http::get("demo", "/orders/1").body;
    let 新 = http::post("demo", "/tickets", #{标题: `退货 ${单.name}`, n: 1.5});
    let 查 = http::get("demo", ["tickets", "甲/1"], #{q: "a b", 空: ()});
    #{值: 查.body.n + 新.status}
"#;

#[test]
fn a_sequential_script_asks_one_after_another() {
    let program = shop(vec![function("跑", Vec::new(), vec![field("值", Type::Integer)])]);
    let (host, _) = Host::load(&program, &[script(&format!("fn 跑() {{ {THREE_CALLS} }}"))]);
    let answers = [ok(r#"{"name":"针织衫"}"#), status(201, ""), ok(r#"{"n":4}"#)];
    let (run, journal) = drive(&host, &program, &call(Vec::new()), &answers);
    assert_eq!(run, integer(205));
    let asked: Vec<Request> = journal.0.into_iter().map(|e| e.request).collect();
    let expected = vec![
        get("/orders/1", 0),
        Request::Http(HttpRequest {
            connector: "demo".to_owned(),
            method: "POST".to_owned(),
            path: "/tickets".to_owned(),
            query: Vec::new(),
            body: Some(r#"{"n":1.5,"标题":"退货 针织衫"}"#.to_owned()),
            idempotency_key: "c/1/2/3/1".to_owned(),
        }),
        Request::Http(HttpRequest {
            connector: "demo".to_owned(),
            method: "GET".to_owned(),
            path: "/tickets/%E7%94%B2%2F1".to_owned(),
            query: vec![("q".to_owned(), "a b".to_owned())],
            body: None,
            idempotency_key: "c/1/2/3/2".to_owned(),
        }),
    ];
    assert_eq!(asked, expected);
}

#[test]
fn nothing_in_a_script_swallows_a_question() {
    let asks = [
        r#"try { http::get("demo", "/orders/1") } catch (e) { return #{值: 1} } #{值: 2}"#,
        r#"let l = [3, 1, 2]; l.sort(|a, b| http::get("demo", "/orders/1").status); #{值: 3}"#,
        r#"let l = [1, 1]; l.dedup(|a, b| http::get("demo", "/orders/1").status == 200); #{值: 4}"#,
        r#"let l = [1, 2]; l.sort(|a, b| { http::get("demo", "/orders/1"); 0 }); fail("没货"); #{值: 5}"#,
        r#"let l = [1, 2]; l.sort(|a, b| { http::get("demo", "/orders/1"); 0 }); loop { }"#,
        r#"let l = [1]; l.filter(|a| http::get("demo", "/orders/1").status == 200); #{值: 6}"#,
    ];
    for body in asks {
        assert_eq!(run(body, &[]), Run::Suspended(get("/orders/1", 0)), "{body}");
    }
}

#[test]
fn declared_errors_end_the_script_for_good() {
    assert_eq!(run(r#"fail("查无此单"); #{值: 1}"#, &[]), Run::Failed(1));
    assert_eq!(run(r#"try { fail("没货") } catch { } #{值: 1}"#, &[]), Run::Failed(0));
    assert_broke(&run(r#"fail("错别字")"#, &[]), &["plugins/试.rhai", "错别字", "没货、查无此单"]);
}

#[test]
fn how_the_world_fails_is_how_the_call_ends() {
    let body = r#"try { http::get("demo", "/orders/1") } catch { } #{值: 1}"#;
    assert_eq!(run(body, &[Answer::TimedOut]), Run::TimedOut);
    assert_broke(&run(body, &[Answer::Unreachable("连不上 demo".to_owned())]), &["连不上 demo"]);
    assert_eq!(run(r#"#{值: http::get("demo", "/orders/1").status}"#, &[status(503, "busy")]), integer(503));
}

#[test]
fn the_clock_and_chance_are_journaled() {
    let body = r#"#{值: random::below(10) + time::between(time::now(), "2026-11-20T10:00:09+08:00")}"#;
    let answers = [Answer::Integer(3), Answer::Integer(1_795_140_000_500)];
    assert_eq!(run(body, &[]), Run::Suspended(Request::Random(10)));
    assert_eq!(run(body, &answers[..1]), Run::Suspended(Request::Now));
    assert_eq!(run(body, &answers), integer(12));
}

#[test]
fn a_script_that_asks_differently_on_replay_is_found_out() {
    let program = shop(vec![function("跑", Vec::new(), vec![field("值", Type::Integer)])]);
    let (host, _) = Host::load(&program, &[script(r#"fn 跑() { http::get("demo", "/a"); #{值: 1} }"#)]);
    let entry = |request| Entry { request, answer: ok("1") };
    let replay = |entries| host.run(&program, &call(Vec::new()), &Journal(entries));
    assert_eq!(replay(vec![entry(get("/a", 0))]), integer(1));
    assert_broke(&replay(vec![entry(get("/b", 0))]), &["第 1 次", "GET demo /b", "GET demo /a"]);
    assert_broke(&replay(vec![entry(Request::Now)]), &["time::now()"]);
    assert_broke(&replay(vec![entry(get("/a", 0)), entry(get("/a", 1))]), &["比上一遍少"]);
    let wrong = Entry { request: get("/a", 0), answer: Answer::Integer(1) };
    assert_broke(&replay(vec![wrong]), &["不是一类"]);
}

#[test]
fn a_journal_is_bounded() {
    let answers = vec![Answer::Integer(0); MAX_ENTRIES + 1];
    assert_broke(&run("loop { random::below(2); }", &answers), &["超过 64 次"]);
}
