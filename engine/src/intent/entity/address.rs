//! Addresses: 省 市 区 街道 门牌, by the characters that end each part.
//!
//! A part is what stands before its mark; provinces are a list, so that words before an address are not taken for one.
//! Two parts of different kinds are needed, and one of them must be a district, a road or a house.

use super::{Found, compiled, matches};
use crate::intent::fold::Folded;
use huashu_dsl::program::TypeId;
use huashu_dsl::value::{Type, Value};
use regex::{Captures, Regex};
use std::sync::OnceLock;

const PROVINCES: &str = "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门";

/// Words before an address that are not part of it.
const LEADS: [&str; 25] = [
    "收货地址",
    "地址",
    "新地址",
    "改成",
    "改到",
    "改为",
    "换成",
    "换到",
    "寄到",
    "寄往",
    "发到",
    "发往",
    "送到",
    "送去",
    "搬到",
    "住在",
    "位于",
    "我在",
    "我家",
    "在",
    "到",
    "是",
    "为",
    "成",
    "去",
];

pub(super) fn find(folded: &Folded, out: &mut Vec<Found>) {
    static ADDRESS: OnceLock<Option<Regex>> = OnceLock::new();
    let word = r"[\p{Han}&&[^省市区县路街道巷弄号栋幢室楼的了吗]]";
    let city = format!("(?P<city>{word}{{2,8}}?(?:市|自治州|地区|盟))?");
    let district = format!("(?P<district>{word}{{1,8}}?(?:新区|区|县|旗|市))?");
    let street = format!(
        "(?P<street>(?:{word}{{1,8}}(?:镇|乡|街道))?(?:[\\p{{Han}}0-9&&[^省市区县号]]{{1,10}}?(?:大道|路|街|巷|弄|胡同|道|村)))?"
    );
    let place = format!("(?:{word}{{1,10}}(?:小区|花园|公寓|大厦|广场|家园|新村|苑|城|园|府|湾|里|庭))");
    let number = "(?:[0-9a-z一二三四五六七八九十-]{1,8}(?:号楼|单元|号院|号|弄|栋|幢|室|楼|层|座|户|房))";
    let door = format!("(?P<door>{place}?{number}(?:{place}|{number}|[ ,-])*(?:[0-9]{{2,5}})?)?");
    let pattern = format!(
        "(?:(?P<province>(?:{PROVINCES})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)?))? ?{city} ?{district} ?{street} ?{door}"
    );
    for c in matches(compiled(&ADDRESS, &pattern), folded.lower()) {
        found(&c, folded, out);
    }
}

fn found(c: &Captures<'_>, folded: &Folded, out: &mut Vec<Found>) {
    let part = |name: &str| c.name(name).filter(|m| !m.is_empty());
    let parts = ["province", "city", "district", "street", "door"].map(part);
    let Some(first) = parts.iter().flatten().next() else { return };
    let Some(last) = parts.iter().flatten().next_back() else { return };
    let near = parts.iter().skip(2).flatten().count();
    if near == 0 || parts.iter().flatten().count() < 2 {
        return;
    }
    let skip = lead(first.as_str());
    let at = first.start() + skip..last.end();
    let text = |range: std::ops::Range<usize>| folded.cased(range).trim().to_owned();
    if at.start >= first.end() {
        return;
    }
    let mut fields: Vec<Option<Value>> = Vec::with_capacity(6);
    for m in &parts {
        fields.push(m.map(|m| Value::Text(text(m.start().max(at.start)..m.end()))));
    }
    municipality(&mut fields);
    fields.push(Some(Value::Text(text(at.clone()))));
    out.push(Found::clear(Type::Named(TypeId::ADDRESS), Value::Record(fields), at));
}

/// 北京市 stands for both, province and city.
fn municipality(fields: &mut [Option<Value>]) {
    if let [Some(Value::Text(province)), city @ None, ..] = fields
        && ["北京", "天津", "上海", "重庆"].iter().any(|name| province.starts_with(name))
    {
        *city = Some(Value::Text(province.clone()));
    }
}

/// The length of the words in the first part that lead to an address.
fn lead(first: &str) -> usize {
    LEADS.iter().filter_map(|word| first.rfind(word).map(|at| at + word.len())).max().unwrap_or(0)
}
