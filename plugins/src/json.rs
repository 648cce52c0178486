//! JSON between scripts and the world: numbers stay exact, maps keep the order of their names.

use rhai::{Array, Dynamic, INT, ImmutableString, Map};
use rust_decimal::Decimal;
use serde_json::Value;
use std::str::FromStr;

/// How deep a value may be nested to be written.
const MAX_DEPTH: usize = 64;

/// A JSON text as a script sees it: null is `()`, whole numbers are integers, others decimals.
pub(crate) fn parse(text: &str) -> Result<Dynamic, String> {
    serde_json::from_str::<Value>(text).map(seen).map_err(|e| e.to_string())
}

fn seen(value: Value) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(yes) => yes.into(),
        Value::Number(number) => number.as_i64().map_or_else(|| decimal(&number.to_string()), Dynamic::from),
        Value::String(text) => text.into(),
        Value::Array(items) => items.into_iter().map(seen).collect::<Array>().into(),
        Value::Object(entries) => {
            entries.into_iter().map(|(name, item)| (name.into(), seen(item))).collect::<Map>().into()
        }
    }
}

/// A number that is no integer; one beyond what a decimal holds stays text.
fn decimal(written: &str) -> Dynamic {
    match Decimal::from_str(written).or_else(|_| Decimal::from_scientific(written)) {
        Ok(number) => Dynamic::from_decimal(number),
        Err(_) => written.into(),
    }
}

/// A script's value as JSON text.
pub(crate) fn encode(value: &Dynamic) -> Result<String, String> {
    let mut out = String::new();
    write(value, &mut out, MAX_DEPTH)?;
    Ok(out)
}

fn write(value: &Dynamic, out: &mut String, depth: usize) -> Result<(), String> {
    if depth == 0 {
        return Err("数据套得太深，写不成 JSON".to_owned());
    }
    if value.is_unit() {
        out.push_str("null");
    } else if let Some(text) = value.read_lock::<ImmutableString>() {
        quote(&text, out);
    } else if let Some(items) = value.read_lock::<Array>() {
        out.push('[');
        for (i, item) in items.iter().enumerate() {
            separate(i, out);
            write(item, out, depth - 1)?;
        }
        out.push(']');
    } else if let Some(entries) = value.read_lock::<Map>() {
        out.push('{');
        for (i, (name, item)) in entries.iter().enumerate() {
            separate(i, out);
            quote(name, out);
            out.push(':');
            write(item, out, depth - 1)?;
        }
        out.push('}');
    } else if value.is::<INT>() || value.is::<bool>() || value.is_decimal() {
        out.push_str(&value.to_string());
    } else if value.is_char() {
        quote(&value.to_string(), out);
    } else {
        return Err(format!("{} 写不成 JSON", value.type_name()));
    }
    Ok(())
}

fn separate(index: usize, out: &mut String) {
    if index > 0 {
        out.push(',');
    }
}

fn quote(text: &str, out: &mut String) {
    out.push_str(&Value::from(text).to_string());
}
