//! The host: all scripts of a shop, compiled and checked once, run as often as it takes.

use crate::check::{self, Placed};
use crate::give::give;
use crate::library::Library;
use crate::take::take_record;
use crate::world::World;
use crate::{Invocation, Journal, Run, Script, fault};
use huashu_dsl::program::{Function, Program};
use huashu_dsl::{Diagnostic, SourceId};
use jiff::tz::TimeZone;
use rhai::{AST, Dynamic, Engine, Scope};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The scripts of a shop, ready to run. Shared by all threads.
pub struct Host {
    pub(crate) library: Library,
    scripts: Vec<Loaded>,
    /// For each function of the program, the script that holds it.
    by_function: Vec<Option<usize>>,
    zone: TimeZone,
}

/// A compiled script.
struct Loaded {
    path: String,
    ast: AST,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.scripts.iter().map(|s| &s.path)).finish()
    }
}

impl Host {
    /// Compiles every script and checks it against the signatures of `program`.
    ///
    /// The host is usable whatever was found: a function without a script is 系统错 when it is called.
    #[must_use]
    pub fn load(program: &Program, scripts: &[(SourceId, Script)]) -> (Self, Vec<Diagnostic>) {
        let library = Library::new();
        let compiler = library.compiler();
        let (mut loaded, mut diagnostics, mut by_plugin) = (Vec::new(), Vec::new(), BTreeMap::new());
        for (source, script) in scripts {
            let placed = Placed { source: *source, script };
            if !program.functions.iter().any(|f| f.plugin == script.plugin) {
                diagnostics.push(check::undeclared(program, placed));
            }
            let index = match compiler.compile(check::without_mark(&script.text)) {
                Ok(ast) => {
                    loaded.push(Loaded { path: script.path.clone(), ast });
                    Some(loaded.len() - 1)
                }
                Err(error) => {
                    diagnostics.push(check::broken(placed, &error));
                    None
                }
            };
            by_plugin.insert(script.plugin.as_str(), (placed, index));
        }
        let by_function = program.functions.iter().map(|f| by_plugin.get(f.plugin.as_str())?.1).collect();
        let mut without_script = BTreeSet::new();
        for function in &program.functions {
            match by_plugin.get(function.plugin.as_str()) {
                Some((placed, index)) => {
                    let script = index.and_then(|i| loaded.get(i));
                    diagnostics.extend(script.and_then(|s| check::signature(function, *placed, &s.ast)));
                }
                None if without_script.insert(&function.plugin) => {
                    diagnostics.push(check::no_script(function));
                }
                None => {}
            }
        }
        let zone = TimeZone::get(&program.time_zone).unwrap_or(TimeZone::UTC);
        (Self { library, scripts: loaded, by_function, zone }, diagnostics)
    }

    /// Runs a function from the top with what its journal tells, until it returns, fails, or asks something new.
    ///
    /// Pure: depends on nothing but its arguments. Never panics, and ends after a bounded number of operations.
    #[must_use]
    pub fn run(&self, program: &Program, invocation: &Invocation, journal: &Journal) -> Run {
        let Some(function) = program.functions.get(invocation.function.index()) else {
            return Run::Broke("调用了不存在的插件函数".to_owned());
        };
        let script = self
            .by_function
            .get(invocation.function.index())
            .copied()
            .flatten()
            .and_then(|i| self.scripts.get(i));
        let Some(script) = script else {
            return Run::Broke(format!("插件“{}”没有能用的脚本", function.plugin));
        };
        let world =
            World::new(journal, &invocation.key, &invocation.customer, &function.errors, self.zone.clone());
        let engine = self.library.engine(&world);
        let args = self.args(program, function, invocation);
        let returned = catch_unwind(AssertUnwindSafe(|| call(&engine, script, &function.name, args)));
        if let Some(ending) = world.ending() {
            return named(ending, script, function);
        }
        match returned {
            Err(_) => Run::Broke(format!("{}：脚本调用的内部函数崩溃了，请联系技术支持", script.path)),
            Ok(Err(sentence)) => Run::Broke(sentence),
            Ok(Ok(_)) if world.has_unread() => Run::Broke(format!(
                "{}：{} 这一遍的对外请求比上一遍少，脚本要每次都按同样的顺序请求",
                script.path, function.name
            )),
            Ok(Ok(value)) => match take_record(program, &function.returns, &value) {
                Ok(record) => Run::Done(record),
                Err(why) => {
                    Run::Broke(format!("{}：{} 返回的结果{}", script.path, function.name, fault::short(&why)))
                }
            },
        }
    }

    fn args(&self, program: &Program, function: &Function, invocation: &Invocation) -> Vec<Dynamic> {
        let given = |(i, param): (usize, &huashu_dsl::value::Field)| {
            give(program, &self.zone, &param.ty, invocation.args.get(i).and_then(Option::as_ref))
        };
        function.params.iter().enumerate().map(given).collect()
    }
}

/// Calls the function in a fresh scope. Top-level statements run first, so that `const` is there as `global::名`.
fn call(engine: &Engine, script: &Loaded, name: &str, args: Vec<Dynamic>) -> Result<Dynamic, String> {
    engine
        .call_fn::<Dynamic>(&mut Scope::new(), &script.ast, name, args)
        .map_err(|error| fault::sentence(&script.path, &error))
}

/// Puts the script's name before the sentence of a run that the world ended.
fn named(ending: Run, script: &Loaded, function: &Function) -> Run {
    match ending {
        Run::Broke(why) => Run::Broke(format!("{} 的 {}：{why}", script.path, function.name)),
        other => other,
    }
}
