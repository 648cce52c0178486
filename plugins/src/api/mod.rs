//! The functions that scripts may call beside rhai's own: one file a module.

mod http;
mod text;
pub(crate) mod time;

use crate::journal::{Answer, Request};
use crate::json;
use crate::world::{Told, World};
use rhai::{
    Dynamic, EvalAltResult, FuncRegistration, INT, ImmutableString, Module, NativeCallContext, Position,
    RhaiNativeFunc,
};

/// Functions without a module: `fail(错误名)` ends the script with a declared error; `replace` and `pad` stand before rhai's own.
pub(crate) fn global() -> Module {
    let mut module = Module::new();
    add(&mut module, "fail", |call: NativeCallContext<'_>, error: &str| World::of(&call)?.fail(error));
    text::into_module(&mut module);
    module
}

/// The modules by the name that scripts write before `::`.
pub(crate) fn named() -> Vec<(&'static str, Module)> {
    vec![
        ("customer", customer()),
        ("http", http::module()),
        ("json", json_module()),
        ("random", random()),
        ("time", time::module()),
    ]
}

/// A sentence about a call that cannot be made; a script may catch it.
pub(crate) fn wrong<T>(sentence: impl Into<String>) -> Told<T> {
    Err(EvalAltResult::ErrorRuntime(Dynamic::from(sentence.into()), Position::NONE).into())
}

/// Registers a function that rhai must never evaluate ahead of time.
fn add<A: 'static, const N: usize, const X: bool, R, const F: bool, FUNC>(
    module: &mut Module,
    name: &str,
    function: FUNC,
) where
    R: Clone + Send + Sync + 'static,
    FUNC: RhaiNativeFunc<A, N, X, R, F> + Send + Sync + 'static,
{
    FuncRegistration::new(name).with_volatility(true).set_into_module(module, function);
}

/// `customer::id()`: the customer who is served.
fn customer() -> Module {
    let mut module = Module::new();
    add(&mut module, "id", |call: NativeCallContext<'_>| -> Told<ImmutableString> {
        Ok(World::of(&call)?.customer().into())
    });
    module
}

/// `json::parse(text)` and `json::encode(value)`.
fn json_module() -> Module {
    let mut module = Module::new();
    add(&mut module, "parse", |text: &str| -> Told<Dynamic> {
        json::parse(text).or_else(|why| wrong(format!("不是 JSON：{why}")))
    });
    add(&mut module, "encode", |value: Dynamic| -> Told<ImmutableString> {
        json::encode(&value).map(Into::into).or_else(wrong)
    });
    module
}

/// `random::below(n)`: an integer from 0 to n, exclusive.
fn random() -> Module {
    let mut module = Module::new();
    add(&mut module, "below", |call: NativeCallContext<'_>, bound: INT| -> Told<INT> {
        if bound < 1 {
            return wrong("random::below 的上限要大于 0");
        }
        integer(&World::of(&call)?, Request::Random(bound))
    });
    module
}

/// Asks for a number.
fn integer(world: &World, request: Request) -> Told<INT> {
    match world.ask(|_| request)? {
        Answer::Integer(number) => Ok(number),
        _ => world.end(crate::Run::Broke("日志里的回答和请求不是一类，无法重放".to_owned())),
    }
}
