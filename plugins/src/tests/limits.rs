//! Scripts that loop, grow, dig or crash end with a sentence, and nothing else suffers.

use super::*;

#[test]
fn scripts_that_want_too_much_are_ended() {
    let cases = [
        ("fn 跑() { loop { } }", "循环没有结束"),
        ("fn 跑() { let n = 0; while true { n += 1; } }", "循环没有结束"),
        (r#"fn 跑() { let s = "长"; loop { s += s; } }"#, "数据太大"),
        ("fn 跑() { let l = []; loop { l.push(1); } }", "数据太大"),
        ("fn 跑() { let l = []; loop { l = [l]; } }", "套得太深"),
        (r#"fn 跑() { let m = #{}; let i = 0; loop { m[`k${i}`] = 长(i); i += 1; } }"#, "变量太大"),
        (
            r#"fn 跑() { let m = #{}; m.长大(); }  fn 长大() { let i = 0; loop { this[`k${i}`] = 长(i); i += 1; } }"#,
            "太",
        ),
        (r#"fn 跑() { let m = #{}; loop { let n = #{}; n["x"] = m; m = n; } }"#, "套得太深"),
        ("fn 跑() { let l = []; for i in 0..900 { l.push(i); } loop { [l] == [l]; } }", "反复处理"),
        (r#"fn 跑() { let s = 长(0); loop { let t = s + ""; t.replace("x", "yy"); } }"#, "反复处理"),
        ("fn 跑() { 深(0) } fn 深(n) { 深(n + 1) }", "递归没有结束"),
        ("fn 跑() { let f = Fn(\"x\"); loop { f = Fn(\"x\").curry(f); } }", "套得太深"),
        ("fn 跑() { let f = Fn(\"x\"); loop { f = f.curry(f, f); } }", "太"),
        (r#"fn 跑() { let s = 长(0); s.replace("x", s); }"#, "数据太大"),
        (r#"fn 跑() { let s = 长(0); s.replace("", s); }"#, "数据太大"),
        (r#"fn 跑() { let s = 长(0); s.replace('x', s); }"#, "数据太大"),
        (r#"fn 跑() { let s = "短"; s.pad(5, ""); }"#, "补"),
        (r#"fn 跑() { let s = "短"; s.pad(300000, "x"); }"#, "数据太大"),
        (r#"fn 跑() { let s = "短"; s.pad(100000, "长长"); }"#, "数据太大"),
        (r#"fn 跑() { for i in 0..9000 { let s = "短"; s.pad(200000, "x"); } }"#, "反复处理"),
    ];
    for (text, part) in cases {
        let text = format!("{text} fn 长(i) {{ let s = `${{i}}`; s.pad(100000, \"x\"); s }}");
        assert_broke(&run_typed(&text, Type::Integer, &[]), &["plugins/试.rhai", part]);
    }
}

#[test]
fn texts_are_replaced_and_padded_as_rhai_does() {
    let cases = [
        (r#"let s = "一二一"; s.replace("一", "三三")"#, "三三二三三"),
        (r#"let s = "一二一"; s.replace('一', "三")"#, "三二三"),
        (r#"let s = "一二一"; s.replace("二", '三')"#, "一三一"),
        (r#"let s = "一二一"; s.replace('二', '三')"#, "一三一"),
        (r#"let s = "12"; s.pad(5, "ab")"#, "12aba"),
        (r#"let s = "12"; s.pad(4, '零')"#, "12零零"),
        (r#"let s = "12"; s.pad(-1, '零')"#, "12"),
    ];
    for (body, text) in cases {
        let run = run_typed(&format!("fn 跑() {{ {body}; #{{值: s}} }}"), Type::Text, &[]);
        assert_eq!(run, Run::Done(Value::Record(vec![Some(Value::Text(text.to_owned()))])), "{body}");
    }
}

/// What a script throws may be a whole response.
#[test]
fn a_thrown_text_is_one_short_line() {
    let Run::Broke(why) = run(r#"let s = "\x1b[2J\n"; s.pad(100000, "长"[0]); throw s"#, &[]) else {
        panic!("it throws");
    };
    assert!(why.chars().count() < 400 && !why.contains(char::is_control), "{why}");
}

#[test]
fn a_panic_of_a_native_function_is_caught() {
    let program = shop(vec![function("跑", Vec::new(), Vec::new())]);
    let (mut host, _) = Host::load(&program, &[script("fn 跑() { crash() }")]);
    let mut module = rhai::Module::new();
    module.set_native_fn("crash", || -> Result<(), Box<rhai::EvalAltResult>> { panic!("crash") });
    host.library.add(module);
    assert_broke(&host.run(&program, &call(Vec::new()), &Journal::default()), &["崩溃"]);
}

#[test]
fn what_reaches_outside_does_not_exist() {
    for body in ["sleep(1)", "timestamp()", "exit(1)", "rand()", r#"parse_json("1")"#] {
        assert_broke(&run(body, &[]), &["没有函数"]);
    }
    let program = shop(vec![function("跑", Vec::new(), Vec::new())]);
    for text in [r#"fn 跑() { eval("1") }"#, r#"import "x" as x; fn 跑() { }"#] {
        let codes: Vec<&str> = Host::load(&program, &[script(text)]).1.iter().map(|d| d.code.0).collect();
        assert_eq!(codes, ["E0510"], "{text}");
    }
}

/// The list is the contract with those who write scripts, and what a change of rhai must not widen unseen.
#[test]
fn scripts_can_call_what_is_listed_and_nothing_else() {
    let found = crate::library::Library::new().compiler().gen_fn_signatures(true);
    let listed: Vec<&str> = include_str!("../signatures.txt").lines().collect();
    let added: Vec<_> = found.iter().filter(|f| !listed.contains(&f.as_str())).collect();
    let gone: Vec<_> = listed.iter().filter(|l| !found.iter().any(|f| f == *l)).collect();
    assert!(added.is_empty() && gone.is_empty(), "add to signatures.txt: {added:#?}, remove: {gone:#?}");
}

/// The deepest expression that compiles, at every level of the deepest recursion, must not overflow a thread's stack.
#[test]
fn deep_expressions_in_deep_calls_fit_on_a_thread() {
    let program = shop(vec![function("跑", Vec::new(), Vec::new())]);
    for (open, close) in
        [("[", "][0]"), ("-(", ")"), ("if true { ", " } else { 0 }"), ("[", "]"), ("[1].map(|x| ", ")")]
    {
        let load = |depth: usize| {
            let nested = format!("{}深(n + 1){}", open.repeat(depth), close.repeat(depth));
            let text = format!("fn 跑() {{ 深(0) }} fn 深(n) {{ if n < 1000 {{ {nested} }} else {{ 0 }} }}");
            Host::load(&program, &[script(&text)])
        };
        let (host, _) =
            (1..64).rev().map(load).find(|(_, found)| found.is_empty()).expect("one that compiles");
        let run = host.run(&program, &call(Vec::new()), &Journal::default());
        assert_broke(&run, &["递归没有结束"]);
    }
}
