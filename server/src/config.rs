//! `huashu.yaml`: what of a shop is not in its flows.

use crate::duration;
use huashu_dsl::suggest::nearest;
use huashu_dsl::value::Millis;
use huashu_dsl::{Code, Diagnostic, Given, Message, Settings, SourceId, Span};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_saphyr::{Error, Location, Spanned};
use std::collections::BTreeMap;
use std::fmt;

/// `huashu.yaml` is wrong.
pub const E0002: Code = Code("E0002");

/// How long a request to a connector may take when `huashu.yaml` does not say.
pub const DEFAULT_TIMEOUT: Millis = Millis(10_000);

/// The configuration of a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// 店铺代号: for logs and numbers, never shown to customers.
    pub shop: String,
    /// IANA name of the time zone.
    pub time_zone: String,
    /// The channel of conversations in the terminal, as a name.
    pub channel: String,
    /// Values of 店铺.X, as written.
    pub settings: Vec<Given>,
    /// Whom plugins may call, by name.
    pub connectors: BTreeMap<String, Connector>,
    /// Where 顾客 comes from.
    pub customer: Option<Customer>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            shop: String::new(),
            time_zone: "Asia/Shanghai".into(),
            channel: "站内".into(),
            settings: Vec::new(),
            connectors: BTreeMap::new(),
            customer: None,
        }
    }
}

impl Config {
    /// What the compiler needs of it.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings { time_zone: self.time_zone.clone(), values: self.settings.clone(), ..Settings::default() }
    }
}

/// A system that plugins may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connector {
    /// The demo shop, started beside the conversation.
    Demo,
    /// A real one.
    Http(Http),
}

/// A connector that speaks HTTP. `${NAME}` in the address and the headers stands for a variable of the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Http {
    /// The address that paths are appended to.
    pub url: String,
    /// Sent with every request: tokens and the like.
    pub headers: Vec<(String, String)>,
    /// The longest one request may take.
    pub timeout: Millis,
}

/// Where the fields of 顾客 come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// The connector to ask.
    pub connector: String,
    /// The path of one customer, with `{id}`.
    pub path: String,
}

/// Reads `huashu.yaml`. A configuration always comes of it, so that the flows can be checked whatever is wrong here.
#[must_use]
pub fn read(source: SourceId, text: &str) -> (Config, Vec<Diagnostic>) {
    let options = serde_saphyr::options! { with_snippet: false };
    let places = Places { source, text };
    match serde_saphyr::from_str_with_options::<Written>(text, options.clone()) {
        Ok(written) => written.checked(&places),
        Err(error) => {
            // The settings are read all the same, so that what is wrong with them is said along with it.
            let only = serde_saphyr::from_str_with_options::<OnlySettings>(text, options);
            let settings = only.map(|only| only.settings.given(&places)).unwrap_or_default();
            (Config { settings, ..Config::default() }, vec![unreadable(&places, &error)])
        }
    }
}

/// The settings, whatever else is written.
#[derive(Deserialize)]
struct OnlySettings {
    #[serde(default)]
    settings: WrittenSettings,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    shop: String,
    time_zone: Option<Spanned<String>>,
    channel: Option<String>,
    #[serde(default)]
    settings: WrittenSettings,
    #[serde(default)]
    connectors: BTreeMap<String, Spanned<WrittenConnector>>,
    customer: Option<WrittenCustomer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenHttp {
    url: Spanned<String>,
    #[serde(default)]
    headers: BTreeMap<String, Scalar>,
    timeout: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCustomer {
    connector: Spanned<String>,
    path: Spanned<String>,
}

/// A scalar as it was written, whatever YAML takes it for: `30` stays `30` and `007` stays `007`.
#[derive(Deserialize)]
#[serde(transparent)]
struct Scalar(String);

/// Names and values, with their places.
#[derive(Default)]
struct WrittenSettings(Vec<(Spanned<String>, Spanned<Scalar>)>);

impl WrittenSettings {
    fn given(self, places: &Places<'_>) -> Vec<Given> {
        let given = |(name, written): (Spanned<String>, Spanned<Scalar>)| Given {
            name_at: places.word(name.referenced, &name.value),
            written_at: places.at(written.referenced),
            name: name.value,
            written: written.value.0,
        };
        self.0.into_iter().map(given).collect()
    }
}

impl<'de> Deserialize<'de> for WrittenSettings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(SettingsVisitor)
    }
}

struct SettingsVisitor;

impl<'de> Visitor<'de> for SettingsVisitor {
    type Value = WrittenSettings;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{name: value}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut settings = Vec::new();
        while let Some(setting) = map.next_entry()? {
            settings.push(setting);
        }
        Ok(WrittenSettings(settings))
    }

    /// `settings:` with nothing behind it.
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(WrittenSettings::default())
    }
}

enum WrittenConnector {
    Demo,
    Http(WrittenHttp),
}

impl<'de> Deserialize<'de> for WrittenConnector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ConnectorVisitor)
    }
}

struct ConnectorVisitor;

impl<'de> Visitor<'de> for ConnectorVisitor {
    type Value = WrittenConnector;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`demo` or {url, headers, timeout}")
    }

    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Self::Value, E> {
        if word == "demo" {
            Ok(WrittenConnector::Demo)
        } else {
            Err(E::invalid_value(serde::de::Unexpected::Str(word), &self))
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        WrittenHttp::deserialize(MapAccessDeserializer::new(map)).map(WrittenConnector::Http)
    }
}

impl Written {
    fn checked(self, places: &Places<'_>) -> (Config, Vec<Diagnostic>) {
        let mut found = Vec::new();
        let mut config = Config { shop: self.shop, ..Config::default() };
        if let Some(zone) = self.time_zone {
            match check_zone(places, &zone) {
                None => config.time_zone = zone.value,
                // The flows are checked in the usual zone: a wrong one is said once.
                wrong => found.extend(wrong),
            }
        }
        config.channel = self.channel.unwrap_or(config.channel);
        config.settings = self.settings.given(places);
        for (name, connector) in self.connectors {
            let (connector, wrong) = connector.value.checked(places);
            found.extend(wrong);
            config.connectors.insert(name, connector);
        }
        if let Some(customer) = self.customer {
            found.extend(customer.check(places, &config.connectors));
            config.customer =
                Some(Customer { connector: customer.connector.value, path: customer.path.value });
        }
        (config, found)
    }
}

impl WrittenConnector {
    fn checked(self, places: &Places<'_>) -> (Connector, Vec<Diagnostic>) {
        let Self::Http(http) = self else { return (Connector::Demo, Vec::new()) };
        let mut found = Vec::new();
        let plain = http.url.value.starts_with("http://") || http.url.value.starts_with("https://");
        if !plain && !http.url.value.starts_with("${") {
            let at = places.at(http.url.referenced);
            found.push(Diagnostic::new(
                E0002,
                at,
                Message::new(
                    format!("连接器的 url 要以 https:// 或 http:// 开头，这里是“{}”。", http.url.value),
                    format!(
                        "A connector's url begins with https:// or http://; this is `{}`.",
                        http.url.value
                    ),
                ),
            ));
        }
        let timeout = http.timeout.map_or(DEFAULT_TIMEOUT, |written| {
            duration::parse(&written.value).unwrap_or_else(|| {
                found.push(Diagnostic::new(
                    E0002,
                    places.at(written.referenced),
                    Message::new(
                        format!("看不懂时长“{}”，请写成 5s 或 5 秒。", written.value),
                        format!("`{}` is no length of time; write 5s.", written.value),
                    ),
                ));
                DEFAULT_TIMEOUT
            })
        });
        let headers = http.headers.into_iter().map(|(name, value)| (name, value.0)).collect();
        (Connector::Http(Http { url: http.url.value, headers, timeout }), found)
    }
}

impl WrittenCustomer {
    fn check(&self, places: &Places<'_>, connectors: &BTreeMap<String, Connector>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if !connectors.contains_key(&self.connector.value) {
            found.push(self.unknown_connector(places, connectors));
        }
        if !self.path.value.starts_with('/') || !self.path.value.contains("{id}") {
            found.push(Diagnostic::new(
                E0002,
                places.at(self.path.referenced),
                Message::new(
                    format!(
                        "path 要以 / 开头并含 {{id}}，这里是“{}”，例如 /customers/{{id}}。",
                        self.path.value
                    ),
                    format!(
                        "path begins with / and contains {{id}}; this is `{}`. Example: /customers/{{id}}.",
                        self.path.value
                    ),
                ),
            ));
        }
        found
    }

    fn unknown_connector(&self, places: &Places<'_>, connectors: &BTreeMap<String, Connector>) -> Diagnostic {
        let name = &self.connector.value;
        let at = places.at(self.connector.referenced);
        let found = Diagnostic::new(
            E0002,
            at,
            Message::new(format!("connectors 里没有“{name}”。"), format!("There is no connector `{name}`.")),
        );
        match nearest(name, connectors.keys().map(String::as_str)) {
            Some(near) => found.fix(
                Message::new(format!("是不是“{near}”？"), format!("Did you mean `{near}`?")),
                at,
                near,
            ),
            None => found,
        }
    }
}

fn check_zone(places: &Places<'_>, zone: &Spanned<String>) -> Option<Diagnostic> {
    jiff::tz::TimeZone::get(&zone.value).err()?;
    Some(Diagnostic::new(
        E0002,
        places.at(zone.referenced),
        Message::new(
            format!("没有“{}”这个时区，例如 Asia/Shanghai。", zone.value),
            format!("There is no time zone `{}`; an example is Asia/Shanghai.", zone.value),
        ),
    ))
}

/// Turns places of the YAML reader into spans.
struct Places<'a> {
    source: SourceId,
    text: &'a str,
}

impl Places<'_> {
    fn at(&self, location: Location) -> Span {
        let start = self.offset(location);
        let rest = self.text.get(start..).unwrap_or_default();
        let length = rest.find(['\n', '\r', ',', '}', '#']).unwrap_or(rest.len());
        let word = rest.get(..length).map_or(0, |t| t.trim_end().len());
        Span { source: self.source, start: small(start), end: small(start + word) }
    }

    /// The span of the key that `location` points at.
    fn word(&self, location: Location, word: &str) -> Span {
        let start = self.offset(location);
        let quoted = self.text.get(start..).is_some_and(|rest| rest.starts_with(['"', '\'']));
        let start = start + usize::from(quoted);
        Span { source: self.source, start: small(start), end: small(start + word.len()) }
    }

    fn offset(&self, location: Location) -> usize {
        if let Some(offset) = location.span().byte_offset() {
            return usize::try_from(offset).unwrap_or(0).min(self.text.len());
        }
        let line = usize::try_from(location.line().saturating_sub(1)).unwrap_or(0);
        let column = usize::try_from(location.column().saturating_sub(1)).unwrap_or(0);
        let before: usize = self.text.split_inclusive('\n').take(line).map(str::len).sum();
        let within: usize =
            self.text.get(before..).unwrap_or_default().chars().take(column).map(char::len_utf8).sum();
        before + within
    }
}

fn small(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

fn unreadable(places: &Places<'_>, error: &Error) -> Diagnostic {
    let error = error.without_snippet();
    let location = error.location().unwrap_or(Location::UNKNOWN);
    match error {
        Error::SerdeUnknownField { field, expected, .. } => unknown_key(places, location, field, expected),
        Error::SerdeMissingField { field, .. } => Diagnostic::new(
            E0002,
            places.at(location),
            Message::new(format!("少了 {field} 这一项。"), format!("`{field}` is missing.")),
        ),
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.clone().unwrap_or_default();
            Diagnostic::new(
                E0002,
                places.at(location),
                Message::new(
                    format!("“{key}”写了两次，请留一个。"),
                    format!("`{key}` is written twice; keep one."),
                ),
            )
        }
        other => Diagnostic::new(
            E0002,
            places.at(location),
            Message::new(
                format!("这里不合 huashu.yaml 的写法（{other}）。"),
                format!("This does not fit huashu.yaml: {other}."),
            ),
        ),
    }
}

fn unknown_key(
    places: &Places<'_>,
    location: Location,
    field: &str,
    expected: &[&'static str],
) -> Diagnostic {
    let at = places.word(location, field);
    let found = Diagnostic::new(
        E0002,
        at,
        Message::new(
            format!("huashu.yaml 里没有“{field}”这一项。"),
            format!("huashu.yaml has no key `{field}`."),
        ),
    );
    match nearest(field, expected.iter().copied()) {
        Some(near) => {
            found.fix(Message::new(format!("是不是“{near}”？"), format!("Did you mean `{near}`?")), at, near)
        }
        None => found.help(Message::new(
            format!("这里可以写：{}。", expected.join("、")),
            format!("Known here: {}.", expected.join(", ")),
        )),
    }
}

#[cfg(test)]
mod tests;
