//! The systems that plugins may call: HTTP, by the names of `huashu.yaml` and by no other.

use crate::config::{self, Connector};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use huashu_plugins::{Answer, HttpRequest, HttpResponse};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

/// The most that one response may hold, in bytes.
pub const MAX_RESPONSE: usize = 1024 * 1024;

/// The connectors of a shop, ready to be called.
#[derive(Debug, Clone)]
pub struct Connectors {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    targets: BTreeMap<String, Target>,
}

#[derive(Debug, Clone)]
struct Target {
    base: String,
    headers: HeaderMap,
    timeout: Duration,
}

/// Why a connector of `huashu.yaml` cannot be used here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// A variable of the environment is not set: connector, variable.
    Variable(String, String),
    /// The address is none: connector, address.
    Address(String, String),
    /// A header is none: connector, header.
    Header(String, String),
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name, variable) => {
                write!(
                    f,
                    "连接器“{name}”要用环境变量 {variable}，但没有设置它 (environment variable {variable} is not set)"
                )
            }
            Self::Address(name, url) => write!(f, "连接器“{name}”的地址“{url}”不对 (not an address)"),
            Self::Header(name, header) => {
                write!(f, "连接器“{name}”的请求头“{header}”不合写法 (not a header)")
            }
        }
    }
}

impl Error for Unusable {}

impl Connectors {
    /// Prepares the connectors; `demo` is where the demo shop listens, `environment` gives the values of `${NAME}`.
    ///
    /// # Errors
    /// Where a variable is not set, or an address or a header is none.
    pub fn new(
        connectors: &BTreeMap<String, Connector>,
        demo: Option<SocketAddr>,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Unusable> {
        let https = HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().build();
        let mut targets = BTreeMap::new();
        for (name, connector) in connectors {
            let target = match connector {
                Connector::Http(http) => Some(Target::new(name, http, environment)?),
                Connector::Demo => demo.map(Target::demo),
            };
            targets.extend(target.map(|t| (name.clone(), t)));
        }
        Ok(Self { client: Client::builder(TokioExecutor::new()).build(https), targets })
    }

    /// Sends a request and waits for the answer, at most `limit` and at most the connector's own time limit.
    ///
    /// Never fails: whatever goes wrong is an answer that a journal can hold.
    pub async fn send(&self, request: &HttpRequest, limit: Duration) -> Answer {
        let Some(target) = self.targets.get(&request.connector) else {
            return Answer::Unreachable(format!("huashu.yaml 的 connectors 里没有“{}”", request.connector));
        };
        let message = match target.message(request) {
            Ok(message) => message,
            Err(why) => return Answer::Unreachable(why),
        };
        match tokio::time::timeout(limit.min(target.timeout), self.exchange(message)).await {
            Ok(Ok(response)) => Answer::Http(response),
            Ok(Err(why)) => Answer::Unreachable(format!("连接器“{}”：{why}", request.connector)),
            Err(_) => Answer::TimedOut,
        }
    }

    async fn exchange(&self, message: Request<Full<Bytes>>) -> Result<HttpResponse, String> {
        let whom = message.uri().authority().map(ToString::to_string).unwrap_or_default();
        let response =
            self.client.request(message).await.map_err(|e| format!("连不上 {whom}（{}）", root(&e)))?;
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), MAX_RESPONSE).collect().await.map_err(|e| {
            if e.is::<LengthLimitError>() {
                "回复超过 1 MiB".to_owned()
            } else {
                format!("回复断了（{}）", root(e.as_ref()))
            }
        })?;
        Ok(HttpResponse { status, body: String::from_utf8_lossy(&body.to_bytes()).into_owned() })
    }
}

impl Target {
    fn demo(address: SocketAddr) -> Self {
        let timeout = millis(config::DEFAULT_TIMEOUT);
        Self { base: format!("http://{address}"), headers: HeaderMap::new(), timeout }
    }

    fn new(
        name: &str,
        http: &config::Http,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Unusable> {
        let fill = |text: &str| {
            expand(text, environment).map_err(|variable| Unusable::Variable(name.into(), variable))
        };
        let base = fill(&http.url)?.trim_end_matches('/').to_owned();
        let address: Option<Uri> = base
            .parse()
            .ok()
            .filter(|u: &Uri| u.scheme().is_some() && u.host().is_some() && u.query().is_none());
        if address.is_none() {
            return Err(Unusable::Address(name.into(), http.url.clone()));
        }
        let mut headers = HeaderMap::new();
        for (header, value) in &http.headers {
            let wrong = || Unusable::Header(name.into(), header.clone());
            let key: HeaderName = header.parse().map_err(|_| wrong())?;
            let mut value = HeaderValue::from_str(&fill(value)?).map_err(|_| wrong())?;
            value.set_sensitive(true);
            headers.insert(key, value);
        }
        Ok(Self { base, headers, timeout: millis(http.timeout) })
    }

    /// The request as it is sent. Paths that would leave the base address are refused.
    fn message(&self, request: &HttpRequest) -> Result<Request<Full<Bytes>>, String> {
        let outside = request.path.split(['/', '\\']).any(|part| part == ".." || part == ".");
        if !request.path.starts_with('/') || outside {
            return Err(format!("不能请求“{}”：路径要以 / 开头，不能有 ..", request.path));
        }
        let method: Method =
            request.method.parse().map_err(|_| format!("没有 {} 这种请求", request.method))?;
        let writes = method != Method::GET;
        let address = format!("{}{}{}", self.base, request.path, query(&request.query));
        let mut builder = Request::builder().method(method).uri(address);
        if writes {
            builder = builder.header("idempotency-key", &request.idempotency_key);
        }
        if request.body.is_some() {
            builder = builder.header(CONTENT_TYPE, "application/json");
        }
        let body = Full::new(Bytes::from(request.body.clone().unwrap_or_default()));
        let mut message = builder.body(body).map_err(|e| format!("不能请求“{}”：{e}", request.path))?;
        message.headers_mut().extend(self.headers.clone());
        Ok(message)
    }
}

fn millis(length: huashu_dsl::value::Millis) -> Duration {
    Duration::from_millis(u64::try_from(length.0).unwrap_or(0))
}

/// `?a=b&c=d`, escaped, or nothing.
fn query(pairs: &[(String, String)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

/// `text` with every byte escaped that RFC 3986 does not leave unreserved.
#[must_use]
pub fn escape(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// `text` with every `${NAME}` replaced, or the name of the first variable that is not set.
fn expand(text: &str, environment: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, behind)) = after.split_once('}') else { break };
        filled.push_str(before);
        filled.push_str(&environment(name).ok_or_else(|| name.to_owned())?);
        rest = behind;
    }
    Ok(filled + rest)
}

/// The innermost cause of an error, which is the one that says what happened.
fn root<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause
}

#[cfg(test)]
mod tests;
