//! `http::get(connector, path, #{query})` and its siblings: requests to connectors, answered from the journal.

use super::{add, wrong};
use crate::journal::{Answer, HttpRequest, Request};
use crate::world::{Told, World};
use crate::{Run, json};
use rhai::{Array, Dynamic, INT, Map, Module, NativeCallContext};
use std::fmt::Write as _;

/// Bytes of a response that count like one value: it is parsed anew in every run.
const PARSED: usize = 16;

/// The module `http`. Each function gives `#{status: 200, body: …}`; a JSON body comes parsed, an empty one as `()`.
pub(super) fn module() -> Module {
    let mut module = Module::new();
    for (name, method) in [("get", "GET"), ("delete", "DELETE")] {
        add(&mut module, name, move |call: NativeCallContext<'_>, connector: &str, path: Dynamic| {
            send(&call, method, connector, &path, Vec::new(), None)
        });
        add(
            &mut module,
            name,
            move |call: NativeCallContext<'_>, connector: &str, path: Dynamic, query: Map| {
                send(&call, method, connector, &path, parameters(&query)?, None)
            },
        );
    }
    for (name, method) in [("post", "POST"), ("put", "PUT"), ("patch", "PATCH")] {
        add(
            &mut module,
            name,
            move |call: NativeCallContext<'_>, connector: &str, path: Dynamic, body: Dynamic| {
                let body = json::encode(&body).or_else(wrong)?;
                send(&call, method, connector, &path, Vec::new(), Some(body))
            },
        );
    }
    module
}

fn send(
    call: &NativeCallContext<'_>,
    method: &str,
    connector: &str,
    path: &Dynamic,
    query: Vec<(String, String)>,
    body: Option<String>,
) -> Told<Map> {
    let world = World::of(call)?;
    let path = escaped(path)?;
    let connector = connector.to_owned();
    let answer = world.ask(|idempotency_key| {
        Request::Http(HttpRequest {
            connector,
            method: method.to_owned(),
            path,
            query,
            body,
            idempotency_key,
        })
    })?;
    let Answer::Http(response) = answer else {
        return world.end(Run::Broke("日志里的回答和请求不是一类，无法重放".to_owned()));
    };
    world.work(u64::try_from(response.body.len() / PARSED).unwrap_or(u64::MAX))?;
    let body = match response.body.trim() {
        "" => Dynamic::UNIT,
        text => json::parse(text).unwrap_or_else(|_| text.into()),
    };
    Ok(Map::from([("status".into(), INT::from(response.status).into()), ("body".into(), body)]))
}

/// A path as text, in which `/` separates segments, or as a list of segments, in which it is escaped like anything else.
fn escaped(path: &Dynamic) -> Told<String> {
    let segments: Vec<String> = if let Some(list) = path.read_lock::<Array>() {
        list.iter().map(ToString::to_string).collect()
    } else if path.is_string() {
        let text = path.to_string();
        text.strip_prefix('/').unwrap_or(&text).split('/').map(str::to_owned).collect()
    } else {
        return wrong("路径要写成 \"/orders/1\" 或者 [\"orders\", 订单号]");
    };
    let mut out = String::new();
    for segment in segments {
        if segment == "." || segment == ".." {
            return wrong("路径里不能有 . 或 ..");
        }
        out.push('/');
        escape(&segment, &mut out);
    }
    Ok(out)
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
fn escape(segment: &str, out: &mut String) {
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// Query parameters by name; a list repeats its name, `()` is left out.
fn parameters(query: &Map) -> Told<Vec<(String, String)>> {
    let mut out = Vec::new();
    for (name, value) in query {
        if value.is_unit() {
            continue;
        }
        match value.read_lock::<Array>() {
            Some(list) => out.extend(list.iter().map(|item| (name.to_string(), item.to_string()))),
            None if value.is_map() => return wrong(format!("查询参数 {name} 要是文本或数字")),
            None => out.push((name.to_string(), value.to_string())),
        }
    }
    Ok(out)
}
