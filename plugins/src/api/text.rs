//! Functions of rhai that are replaced, because on their own they take memory or time that no limit of rhai sees.
//!
//! `replace` writes its result before it is measured: 200 KB of `x` with each replaced by 200 KB are 40 GB. `pad` with nothing never ends.

use super::{add, wrong};
use crate::library::MAX_STRING;
use crate::world::{Told, World};
use rhai::{EvalAltResult, INT, ImmutableString, Module, NativeCallContext, Position};

/// Bytes of text that count like one value.
const UNIT: u64 = 64;

/// `text.replace(what, with)` and `text.pad(length, with)`, for texts and single characters.
pub(super) fn into_module(module: &mut Module) {
    add(
        module,
        "replace",
        |call: NativeCallContext<'_>, text: &mut ImmutableString, what: &str, with: &str| {
            replace(&call, text, what, with)
        },
    );
    add(
        module,
        "replace",
        |call: NativeCallContext<'_>, text: &mut ImmutableString, what: &str, with: char| {
            replace(&call, text, what, &with.to_string())
        },
    );
    add(
        module,
        "replace",
        |call: NativeCallContext<'_>, text: &mut ImmutableString, what: char, with: &str| {
            replace(&call, text, &what.to_string(), with)
        },
    );
    add(
        module,
        "replace",
        |call: NativeCallContext<'_>, text: &mut ImmutableString, what: char, with: char| {
            replace(&call, text, &what.to_string(), &with.to_string())
        },
    );
    add(module, "pad", |call: NativeCallContext<'_>, text: &mut ImmutableString, length: INT, with: &str| {
        pad(&call, text, length, with)
    });
    add(module, "pad", |call: NativeCallContext<'_>, text: &mut ImmutableString, length: INT, with: char| {
        pad(&call, text, length, &with.to_string())
    });
}

fn replace(call: &NativeCallContext<'_>, text: &mut ImmutableString, what: &str, with: &str) -> Told<()> {
    let (mut found, mut gone) = (0_usize, 0_usize);
    for part in text.matches(what) {
        found += 1;
        gone += part.len();
    }
    measure(call, (text.len() - gone).saturating_add(found.saturating_mul(with.len())))?;
    *text = text.replace(what, with).into();
    Ok(())
}

fn pad(call: &NativeCallContext<'_>, text: &mut ImmutableString, length: INT, with: &str) -> Told<()> {
    if with.is_empty() {
        return wrong("pad 要用不空的文本来补");
    }
    let length = usize::try_from(length).unwrap_or(0);
    measure(call, length)?;
    let missing = length.saturating_sub(text.chars().count());
    let padding: String = with.chars().cycle().take(missing).collect();
    measure(call, text.len() + padding.len())?;
    *text += padding;
    Ok(())
}

/// Refuses a text of more bytes than a text may have; counts one that is made as work.
fn measure(call: &NativeCallContext<'_>, bytes: usize) -> Told<()> {
    if bytes > MAX_STRING {
        return Err(EvalAltResult::ErrorDataTooLarge("Length of string".into(), Position::NONE).into());
    }
    World::of(call)?.work(u64::try_from(bytes).unwrap_or(u64::MAX) / UNIT)
}
