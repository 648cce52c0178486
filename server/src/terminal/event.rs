//! `/event 名 {…}`: something that happens in the shop, typed by hand.

use huashu_dsl::program::{EventId, Program};
use huashu_dsl::suggest::nearest;
use huashu_dsl::value::Value;
use huashu_plugins::record_from_json;

/// The event of this name with its record; the error is a sentence for the operator.
pub(super) fn read(program: &Program, name: &str, record: &str) -> Result<(EventId, Value), String> {
    let found = program.events.iter().position(|event| event.name == name);
    let Some((index, event)) = found.and_then(|i| Some((i, program.events.get(i)?))) else {
        let near = nearest(name, program.events.iter().map(|event| event.name.as_str()));
        return Err(near.map_or_else(
            || format!("没有事件“{name}”"),
            |near| format!("没有事件“{name}”，是不是“{near}”？"),
        ));
    };
    let record = if record.is_empty() { "{}" } else { record };
    let record = record_from_json(program, &event.fields, record)?;
    Ok((EventId(u16::try_from(index).unwrap_or(u16::MAX)), record))
}
