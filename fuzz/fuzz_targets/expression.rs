//! An expression or a call of a conversation, typed against the shipped shop.
#![no_main]

use huashu_dsl::program::FlowId;
use huashu_dsl::{Sources, condition, parse_call, parse_expr};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut sources = Sources::new();
    let id = sources.add("一段.chat", text);
    if let Err(found) = parse_call(id, text, 0) {
        huashu_fuzz::told(&sources, &found);
    }
    match parse_expr(id, text, 0) {
        Err(found) => {
            assert!(!found.is_empty(), "it is refused without a word");
            huashu_fuzz::told(&sources, &found);
        }
        Ok(expr) => {
            let program = huashu_fuzz::SHOP.program.as_ref().expect("the shipped shop compiles");
            for flow in 0..program.flows.len() {
                let flow = u16::try_from(flow).ok().map(FlowId);
                if let Err(found) = condition(program, flow, &expr) {
                    huashu_fuzz::told(&sources, &[found]);
                }
            }
        }
    }
});
