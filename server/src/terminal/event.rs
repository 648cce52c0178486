//! `/event 名 {…}`: something that happens in the shop, typed by hand as in a conversation file.

use huashu_dsl::program::{EventId, Program};
use huashu_dsl::suggest::nearest;
use huashu_dsl::value::{Type, Value};
use huashu_dsl::{Diagnostic, Lang, SourceId, literal, parse_expr};

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
    let written = parse_expr(SourceId::BUILTIN, record, 0)
        .map_err(|found| found.first().map(said).unwrap_or_default())?;
    let value =
        literal(program, &written, &Type::Record(event.fields.clone())).map_err(|found| said(&found))?;
    Ok((EventId(u16::try_from(index).unwrap_or(u16::MAX)), value))
}

fn said(found: &Diagnostic) -> String {
    let fix = found.fix.as_ref().map(|fix| fix.message.get(Lang::Zh)).unwrap_or_default();
    format!("{}{fix}", found.message.get(Lang::Zh))
}
