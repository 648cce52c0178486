//! Addresses: 省 市 区 街道 门牌, by the characters that end each part.
//!
//! A part is what stands before its mark; provinces are a list, so that words before an address are not taken for one.
//! Two parts of different kinds are needed, and one of them must be a district, a road or a house.

use super::{Expression, Found, matches};
use crate::intent::fold::Folded;
use huashu_dsl::program::TypeId;
use huashu_dsl::value::{Type, Value};
use regex::{Captures, Regex};
use std::sync::LazyLock;

const PROVINCES: &str = "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门";

/// Cities of which people leave 市 out.
const CITIES: &str = "广州|深圳|杭州|南京|苏州|成都|武汉|西安|郑州|长沙|青岛|宁波|东莞|佛山|无锡|合肥|济南|福州|厦门|沈阳|大连|昆明|哈尔滨|长春|石家庄|太原|南昌|南宁|贵阳|兰州|乌鲁木齐|海口|温州|金华|嘉兴|绍兴|常州|徐州|南通|泉州|珠海|中山|惠州|烟台|潍坊|洛阳";

/// Characters that end parts; an address has two of them.
const MARKS: [char; 24] = [
    '省', '市', '州', '盟', '区', '县', '旗', '镇', '乡', '路', '街', '道', '巷', '弄', '村', '号', '栋',
    '幢', '楼', '室', '座', '层', '院', '户',
];

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

/// Every part may be missing.
static ADDRESS: Expression = LazyLock::new(|| {
    let word = r"[\p{Han}&&[^省市区县路街道巷弄号栋幢室楼的了吗]]";
    let city = format!("(?P<city>{word}{{2,8}}?(?:市|自治州|地区|盟))?");
    let district = format!("(?P<district>{word}{{1,8}}?(?:新区|区|县|旗|市))?");
    let town = format!("{word}{{1,8}}(?:镇|乡|街道)");
    let road = "[\\p{Han}0-9&&[^省市区县号镇乡]]{1,10}?(?:大道|路|街|巷|弄|胡同|道|村)";
    let street = format!("(?P<street>{town}(?:{road})?|{road})?");
    let estate = r"[\p{Han}&&[^省市县路街道巷弄号栋幢室楼的了吗]]{1,12}(?:小区|花园|公寓|大厦|广场|家园|新村|苑|城|园|府|湾|里|庭|区|期)";
    let place = format!("(?:{estate})");
    let number = "(?:[0-9a-z一二三四五六七八九十-]{1,8}(?:号楼|单元|号院|号|弄|栋|幢|室|楼|层|座|户|房))";
    let door = format!("(?P<door>{place}?{number}(?:[ ,-]?(?:{place}|{number}))*(?:[ -]?[0-9]{{2,5}})?)?");
    let pattern = format!(
        "(?:(?P<province>(?:{PROVINCES})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)?))? ?{city} ?{district} ?{street} ?{door}"
    );
    Regex::new(&pattern).ok()
});

pub(super) fn find(folded: &Folded, out: &mut Vec<Found>) {
    if folded.lower().chars().filter(|c| MARKS.contains(c)).count() < 2 {
        return;
    }
    for c in matches(&ADDRESS, folded.lower()) {
        let Some(all) = c.get(0).filter(|all| !all.is_empty()) else { continue };
        // Words before it are cut off, and what is left is read again: its first part may fall apart differently.
        let skip = lead(all.as_str());
        let again = ADDRESS.as_ref().and_then(|r| r.captures_at(folded.lower(), all.start() + skip));
        found(if skip > 0 { again.as_ref().unwrap_or(&c) } else { &c }, folded, out);
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
    let at = first.start()..last.end();
    let text = |range: std::ops::Range<usize>| folded.cased(range).trim().to_owned();
    let mut fields: Vec<Option<Value>> = Vec::with_capacity(6);
    for m in &parts {
        fields.push(m.map(|m| Value::Text(text(m.start().max(at.start)..m.end()))));
    }
    municipality(&mut fields);
    city_before_district(&mut fields);
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

/// 广州天河区: large cities are often written without their 市.
fn city_before_district(fields: &mut [Option<Value>]) {
    if let [_, city @ None, Some(Value::Text(district)), ..] = fields
        && let Some(name) =
            CITIES.split('|').find(|name| district.len() > name.len() && district.starts_with(name))
    {
        let rest = district.strip_prefix(name).unwrap_or_default().to_owned();
        *city = Some(Value::Text(name.to_owned()));
        *district = rest;
    }
}

/// The length of what leads to an address: all before a province, or up to the last word such as 寄到 before the first mark.
fn lead(text: &str) -> usize {
    let marks = ['省', '市', '区', '县', '路', '街', '号'];
    let first = text.get(..text.find(marks).unwrap_or(text.len())).unwrap_or_default();
    let province = PROVINCES.split('|').filter_map(|name| first.find(name)).min();
    province.unwrap_or_else(|| {
        LEADS.iter().filter_map(|word| first.rfind(word).map(|at| at + word.len())).max().unwrap_or(0)
    })
}
