//! A conversation as text: its lines in the order of a file.

use super::script::{Line, Script};
use super::value;
use crate::program::Root;
use std::collections::BTreeMap;

/// The lines in the order of a file: setups of the whole first; what a plugin answers before the words that lead to its call.
pub(super) fn told(script: &Script<'_, '_>) -> String {
    let mut text = String::new();
    let mut add = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    for line in outside(script) {
        add(&line);
    }
    let mut setups: Vec<&String> = Vec::new();
    for line in &script.lines {
        if let Line::Setup(setup) = line
            && !setups.contains(&setup)
        {
            setups.push(setup);
        }
    }
    setups.into_iter().for_each(|s| add(s));
    let mut said: BTreeMap<usize, &String> = BTreeMap::new();
    let mut input: Option<&String> = None;
    let mut mocks: Vec<&String> = Vec::new();
    for line in script.lines.iter().chain([&Line::Input(String::new())]) {
        match line {
            Line::Setup(_) => {}
            Line::Mock(function, mock) => {
                if said.insert(*function, mock) != Some(mock) {
                    mocks.push(mock);
                }
            }
            Line::Input(next) => {
                mocks.drain(..).for_each(|m| add(m));
                input.into_iter().for_each(|i| add(i));
                input = Some(next);
            }
        }
    }
    text
}

/// What 顾客 and 会话 hold.
fn outside(script: &Script<'_, '_>) -> Vec<String> {
    let program = script.program;
    let (mut customer, mut session) = (Vec::new(), Vec::new());
    for (place, value) in &script.outside {
        let (field, ty, to) = match place.root {
            Root::Customer(i) => match program.customer.get(usize::from(i)) {
                Some(f) => (&f.name, &f.ty, &mut customer),
                None => continue,
            },
            Root::Session(id) => match program.session_slots.get(id.index()) {
                Some(s) => (&s.name, &s.ty, &mut session),
                None => continue,
            },
            _ => continue,
        };
        if let Some(value) = value::written(program, ty, value, &script.zone) {
            to.push(format!("{field}: {value}"));
        }
    }
    let setup = |word: &'static str, pairs: Vec<String>| {
        (!pairs.is_empty()).then(|| format!("@{} {{{}}}", (script.spell)(word), pairs.join(", ")))
    };
    setup("c_customer", customer).into_iter().chain(setup("c_session", session)).collect()
}
