//! Values at run time and their types: what slots hold, plugins return and templates print.

use crate::program::TypeId;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since 1970-01-01T00:00Z. The language's 时间 (datetime).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Instant(pub i64);

/// A length of time in milliseconds; may be negative. The language's 时长.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Millis(pub i64);

impl std::ops::Add<Millis> for Instant {
    type Output = Self;
    fn add(self, rhs: Millis) -> Self {
        Self(self.0.saturating_add(rhs.0))
    }
}

impl std::ops::Sub for Instant {
    type Output = Millis;
    fn sub(self, rhs: Self) -> Millis {
        Millis(self.0.saturating_sub(rhs.0))
    }
}

/// An amount in the shop's currency, in its minor unit (分). A shop has one currency, so none is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Money(pub i64);

/// What an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MediaKind {
    /// 图片
    Image,
    /// 语音
    Voice,
    /// 视频
    Video,
    /// 文件
    File,
}

/// A member of an enum type: the type, and the member's place in its declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Member {
    /// The enum type.
    pub ty: TypeId,
    /// Index of the member.
    pub index: u16,
}

/// A value. `无` (absence) is no value: it is `None` wherever a value may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Value {
    /// 文本, and the text types: phone, e-mail, tax id, 匹配 types.
    Text(String),
    /// 数字, 整数, and measures in the unit that their type declares.
    Number(Decimal),
    /// 钱
    Money(Money),
    /// 日期, in the shop's time zone.
    Date(jiff::civil::Date),
    /// 时刻: a time of day, in the shop's time zone.
    Time(jiff::civil::Time),
    /// 时间
    DateTime(Instant),
    /// 时长
    Duration(Millis),
    /// 是否
    Bool(bool),
    /// A member of an enum type (优先级 and 渠道 included).
    Member(Member),
    /// 图片 语音 视频 文件: what it is, and the address under which the channel or shop keeps it.
    Media(MediaKind, String),
    /// `[T]`. Never unset, only empty.
    List(Vec<Value>),
    /// `{…}`: the fields in the order of the record type; a missing one is `None`.
    Record(Vec<Option<Value>>),
}

/// A type after checking. `Named` points at an enum, record, pattern or measure type of the program.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Type {
    /// 文本
    Text,
    /// 数字
    Number,
    /// 整数
    Integer,
    /// 钱
    Money,
    /// 日期
    Date,
    /// 时刻
    Time,
    /// 时间
    DateTime,
    /// 时长
    Duration,
    /// 是否
    Bool,
    /// 手机号
    Phone,
    /// 邮箱
    Email,
    /// 统一社会信用代码, with its check character.
    TaxId,
    /// 图片 语音 视频 文件
    Media(MediaKind),
    /// A type of [`crate::program::Program::types`]; 优先级, 渠道 and 地址 are the first three.
    Named(TypeId),
    /// `[T]`
    List(Box<Type>),
    /// `{f: T}`
    Record(Vec<Field>),
    /// `T?`: may be 无; read only under 有.
    Optional(Box<Type>),
}

impl Type {
    /// The type without `?`.
    #[must_use]
    pub fn required(&self) -> &Self {
        match self {
            Self::Optional(inner) => inner,
            other => other,
        }
    }
}

/// A field of a record type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Field {
    /// Its name, as the shop wrote it.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// The value it has when nobody gave one.
    pub default: Option<Value>,
}
