//! A file of flows written as YAML, whatever it holds.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    huashu_fuzz::compiles("店.yaml", text);
});
