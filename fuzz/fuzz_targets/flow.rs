//! A file of a shop, whatever it holds.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    huashu_fuzz::compiles("店.flow", text);
    huashu_fuzz::formats(text);
});
