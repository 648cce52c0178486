//! Literals and units.

/// A literal as written; numbers keep their digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// `3.5`
    Number(String),
    /// `99 元`; the flag names the currency by ISO code.
    Money(String, &'static str),
    /// `7 天`
    Duration(String, DurationUnit),
    /// `165 厘米`
    Measure(String, Unit),
    /// `50%`
    Percent(String),
    /// `2026-11-11`
    Date(String),
    /// `09:00`
    Time(String),
    /// `2026-11-11 09:00`
    DateTime(String, String),
    /// 是 / 否
    Bool(bool),
    /// `[图片 k01.jpg]`: in conversations only.
    Image(String),
}

/// Units of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DurationUnit {
    /// 秒
    Second,
    /// 分钟
    Minute,
    /// 小时
    Hour,
    /// 天
    Day,
    /// 周
    Week,
}

/// Units of measure types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Unit {
    /// 厘米
    Centimetre,
    /// 公斤
    Kilogram,
}
