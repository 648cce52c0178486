//! What a script may use, and how much of it: chosen rhai packages, the host functions, and the limits.

use crate::Run;
use crate::api;
use crate::weight::Budget;
use crate::world::{Told, World};
use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicFnPackage, BasicIteratorPackage, BasicMapPackage,
    BasicMathPackage, BasicStringPackage, LogicPackage, MoreStringPackage, Package,
};
use rhai::{Dynamic, Engine, EvalContext, Module, Shared};

/// Operations of one run; a realistic script takes a few hundred.
pub(crate) const MAX_OPERATIONS: u64 = 100_000;
/// Calls of functions within functions.
const MAX_CALL_LEVELS: usize = 24;
/// Bytes of all strings in one value.
pub(crate) const MAX_STRING: usize = 256 << 10;
/// Items of a list, those within its items included.
const MAX_ARRAY: usize = 1_000;
/// Entries of a map, those within its entries included.
const MAX_MAP: usize = 4_000;
/// Variables at one time.
const MAX_VARIABLES: usize = 256;
/// Depth of expressions at the top of a script, and within functions.
const MAX_EXPR_DEPTH: (usize, usize) = (64, 48);

/// The modules that every engine shares.
pub(crate) struct Library {
    global: Vec<Shared<Module>>,
    named: Vec<(&'static str, Shared<Module>)>,
}

impl Library {
    pub(crate) fn new() -> Self {
        let global = vec![
            ArithmeticPackage::new().as_shared_module(),
            LogicPackage::new().as_shared_module(),
            BasicStringPackage::new().as_shared_module(),
            MoreStringPackage::new().as_shared_module(),
            BasicIteratorPackage::new().as_shared_module(),
            BasicArrayPackage::new().as_shared_module(),
            BasicMapPackage::new().as_shared_module(),
            BasicFnPackage::new().as_shared_module(),
            BasicMathPackage::new().as_shared_module(),
            api::global().into(),
        ];
        Self { global, named: api::named().into_iter().map(|(name, module)| (name, module.into())).collect() }
    }

    /// An engine that compiles scripts.
    pub(crate) fn compiler(&self) -> Engine {
        let mut engine = Engine::new_raw();
        for module in &self.global {
            engine.register_global_module(module.clone());
        }
        for (name, module) in &self.named {
            engine.register_static_module(*name, module.clone());
        }
        engine.disable_symbol("eval").disable_symbol("import").disable_symbol("export");
        engine.on_print(|_| {}).on_debug(|_, _, _| {});
        engine
            .set_max_operations(MAX_OPERATIONS)
            .set_max_call_levels(MAX_CALL_LEVELS)
            .set_max_string_size(MAX_STRING)
            .set_max_array_size(MAX_ARRAY)
            .set_max_map_size(MAX_MAP)
            .set_max_variables(MAX_VARIABLES)
            .set_max_expr_depths(MAX_EXPR_DEPTH.0, MAX_EXPR_DEPTH.1);
        engine
    }

    /// An engine for one run in `world`. Its modules are shared, so making it costs a few microseconds.
    pub(crate) fn engine(&self, world: &World) -> Engine {
        let mut engine = self.compiler();
        engine.set_default_tag(Dynamic::from(world.clone()));
        let watched = world.clone();
        engine.on_progress(move |_| watched.ended().then_some(Dynamic::UNIT));
        let watched = world.clone();
        #[expect(
            deprecated,
            reason = "rhai marks the hook as volatile, not as going away; no other one sees the variables"
        )]
        engine.on_var(move |name, _, context| weigh(&watched, name, &context).map(|()| None));
        engine
    }

    #[cfg(test)]
    pub(crate) fn add(&mut self, module: Module) {
        self.global.push(module.into());
    }
}

/// Weighs the variable that is read, and now and then all that are in reach; ends the run when it is too much.
fn weigh(world: &World, name: &str, context: &EvalContext<'_, '_, '_, '_, '_, '_>) -> Told<()> {
    let mut budget = Budget::new();
    let (scope, this) = (context.scope(), context.this_ptr());
    let fits = if world.weighs_all() {
        scope.iter_raw().map(|(_, _, value)| value).chain(this).all(|value| budget.take(value))
    } else {
        scope.get(name).into_iter().chain(this).all(|value| budget.take(value))
    };
    if !fits {
        return world.end(Run::Broke("脚本里的变量太大，或者列表套得太深".to_owned()));
    }
    world.work(budget.work)
}
