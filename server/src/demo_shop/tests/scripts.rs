//! Every function of the shipped scripts against the running demo shop: run, ask over HTTP, write down, run again.

use super::{Demo, NOW, Result};
use crate::shop::Shop;
use huashu_dsl::program::{FunctionId, Program};
use huashu_dsl::value::Value;
use huashu_dsl::{Diagnostic, Settings};
use huashu_plugins::{Answer, Entry, Host, Invocation, Journal, Request, Run, record_from_json};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::path::Path;

/// How a call must end.
enum End {
    /// With this record, as JSON in the representation of scripts.
    Gives(&'static str),
    /// With this declared error.
    Fails(&'static str),
    /// As 系统错, with these words.
    Breaks(&'static str),
}
use End::{Breaks, Fails, Gives};

/// Calls in the order in which they are made on one shop: function, arguments as JSON, end.
const CALLS: &[(&str, &str, End)] = &[
    (
        "订单.查询",
        r#"{"订单号": "1234567890123456789"}"#,
        Gives(
            r#"{"商品": "针织衫", "商品号": "K01", "金额": 19900, "状态": "已签收", "签收时间": "2026-11-17T02:00:00Z"}"#,
        ),
    ),
    (
        "订单.查询",
        r#"{"订单号": "1234567890123456003"}"#,
        Gives(r#"{"商品": "牛仔裤", "商品号": "J02", "金额": 14900, "状态": "运输中"}"#),
    ),
    ("订单.查询", r#"{"订单号": "999999999999999"}"#, Fails("查无此单")),
    (
        "订单.明细",
        r#"{"订单号": "1234567890123456008"}"#,
        Gives(
            r#"{"商品": [
                {"子单号": "1234567890123456008-1", "商品名": "针织衫", "数量": 1, "实付": 19900, "现价": 19900, "可退": true},
                {"子单号": "1234567890123456008-2", "商品名": "牛仔裤", "数量": 1, "实付": 15900, "现价": 14900, "可退": true},
                {"子单号": "1234567890123456008-3", "商品名": "赠品袜", "数量": 1, "实付": 0, "现价": 0, "可退": false}]}"#,
        ),
    ),
    (
        "订单.发货情况",
        r#"{"订单号": "1234567890123456006"}"#,
        Gives(r#"{"承诺时间": "2026-11-21T21:00:00Z"}"#),
    ),
    (
        "订单.发货情况",
        r#"{"订单号": "1234567890123456005"}"#,
        Gives(r#"{"承诺时间": "2026-11-18T20:00:00Z", "超时": 108000}"#),
    ),
    ("订单.发货情况", r#"{"订单号": "1234567890123456004"}"#, Breaks("还没付款")),
    (
        "订单.改地址",
        r#"{"订单号": "1234567890123456006", "新地址": {"省": "上海市", "市": "上海市", "区": "徐汇区", "街道": "漕溪路", "门牌": "1 号", "全文": "上海市徐汇区漕溪路 1 号"}}"#,
        Gives("{}"),
    ),
    (
        "订单.改地址",
        r#"{"订单号": "1234567890123456789", "新地址": {"省": "上海市", "市": "上海市", "区": "徐汇区", "街道": "漕溪路", "门牌": "1 号", "全文": "上海市徐汇区漕溪路 1 号"}}"#,
        Fails("已发货"),
    ),
    // What was paid goes back once, of what was not paid nothing; what is on its way is not cancelled.
    ("订单.取消", r#"{"订单号": "1234567890123456011", "原因": "等太久"}"#, Gives(r#"{"退款": 5800}"#)),
    ("订单.取消", r#"{"订单号": "1234567890123456011", "原因": "等太久"}"#, Fails("已关闭")),
    ("订单.取消", r#"{"订单号": "1234567890123456004"}"#, Gives("{}")),
    ("订单.取消", r#"{"订单号": "1234567890123456003"}"#, Fails("已发货")),
    (
        "物流.查",
        r#"{"订单号": "1234567890123456003"}"#,
        Gives(
            r#"{"快递": "中通", "单号": "7890123456003", "最新": "已到达杭州转运中心，发往下一站", "时间": "2026-11-16T22:00:00Z"}"#,
        ),
    ),
    ("物流.查", r#"{"订单号": "1234567890123456006"}"#, Fails("没有物流")),
    (
        "售后.查进度",
        r#"{"订单号": "1234567890123456009"}"#,
        Gives(r#"{"金额": 32900, "预计到账": "2026-11-22"}"#),
    ),
    ("售后.查进度", r#"{"订单号": "1234567890123456789"}"#, Fails("没有退款")),
    // A fault is ours: we pay the way back. Three days after signing, without reason: the customer does.
    (
        "售后.给方案",
        r#"{"订单号": "1234567890123456789", "原因": "质量问题", "有图": true}"#,
        Gives(r#"{"类型": "退货退款", "退款": 19900, "运费方": "我们"}"#),
    ),
    (
        "售后.给方案",
        r#"{"订单号": "1234567890123456789", "原因": "不喜欢", "有图": false}"#,
        Gives(r#"{"类型": "退货退款", "退款": 19900, "运费方": "您"}"#),
    ),
    (
        "售后.给方案",
        r#"{"订单号": "1234567890123456789", "原因": "尺码不合适", "有图": false, "换尺码": "M"}"#,
        Gives(r#"{"类型": "换货", "退款": 0, "运费方": "您"}"#),
    ),
    // XL is out of stock, so the way out is the refund.
    (
        "售后.给方案",
        r#"{"订单号": "1234567890123456789", "原因": "尺码不合适", "有图": false, "换尺码": "XL"}"#,
        Gives(r#"{"类型": "退货退款", "退款": 19900, "运费方": "您"}"#),
    ),
    // Twenty days after signing; made to order.
    (
        "售后.给方案",
        r#"{"订单号": "1234567890123456002", "原因": "不喜欢", "有图": false}"#,
        Fails("规则缺失"),
    ),
    (
        "售后.给方案",
        r#"{"订单号": "1234567890123456010", "原因": "质量问题", "有图": true}"#,
        Fails("规则缺失"),
    ),
    // Two in the parcel of three can be changed for another size; a gift cannot.
    (
        "售后.可换",
        r#"{"订单号": "1234567890123456008"}"#,
        Gives(
            r#"{"商品": [{"子单号": "1234567890123456008-1", "商品名": "针织衫", "商品号": "K01", "尺码": "M"},
                {"子单号": "1234567890123456008-2", "商品名": "牛仔裤", "商品号": "J02", "尺码": "28"}]}"#,
        ),
    ),
    (
        "售后.给换货",
        r#"{"订单号": "1234567890123456008", "商品号": "J02", "原因": "尺码不合适", "换尺码": "27"}"#,
        Gives(r#"{"库存": 15, "运费方": "您"}"#),
    ),
    (
        "售后.给换货",
        r#"{"订单号": "1234567890123456008", "商品号": "K01", "原因": "质量问题", "换尺码": "XL"}"#,
        Gives(r#"{"库存": 0, "运费方": "我们"}"#),
    ),
    (
        "售后.给换货",
        r#"{"订单号": "1234567890123456008", "商品号": "K01", "原因": "尺码不合适", "换尺码": "44"}"#,
        Fails("没有这个码"),
    ),
    // Twenty days after signing; a fault is a fault even then.
    (
        "售后.给换货",
        r#"{"订单号": "1234567890123456002", "商品号": "W05", "原因": "尺码不合适", "换尺码": "L"}"#,
        Fails("不能换"),
    ),
    (
        "售后.给换货",
        r#"{"订单号": "1234567890123456002", "商品号": "W05", "原因": "质量问题", "换尺码": "L"}"#,
        Gives(r#"{"库存": 7, "运费方": "我们"}"#),
    ),
    (
        "售后.算部分",
        r#"{"订单号": "1234567890123456008", "各件": [{"件": {"子单号": "1234567890123456008-1", "商品名": "针织衫", "数量": 1, "实付": 19900, "现价": 19900, "可退": true}, "原因": "不喜欢", "照片": []}]}"#,
        Gives(r#"{"明细": [{"商品名": "针织衫", "退款": 19900}], "扣回": 2000, "应退": 17900}"#),
    ),
    (
        "售后.建部分",
        r#"{"订单号": "1234567890123456008", "各件": [{"件": {"子单号": "1234567890123456008-1", "商品名": "针织衫", "数量": 1, "实付": 19900, "现价": 19900, "可退": true}, "原因": "质量问题", "照片": ["a.jpg"]}]}"#,
        Gives(r#"{"工单号": "T-0001"}"#),
    ),
    (
        "工单.新建",
        r#"{"标题": "退货退款 1234567890123456789", "订单号": "1234567890123456789", "原因": "质量问题", "附图": ["袖口.jpg"]}"#,
        Gives(r#"{"工单号": "T-0002"}"#),
    ),
    ("工单.催单", r#"{"订单号": "1234567890123456005", "优先": "高"}"#, Gives(r#"{"工单号": "T-0003"}"#)),
    ("工单.催单", r#"{"订单号": "1234567890123456005", "优先": "高"}"#, Fails("已催过")),
    (
        "工单.查件",
        r#"{"订单号": "1234567890123456003", "情况": "一直不动"}"#,
        Gives(r#"{"工单号": "T-0004"}"#),
    ),
    ("工单.查件", r#"{"订单号": "1234567890123456003", "情况": "没收到"}"#, Fails("已在查")),
    ("工单.拦截", r#"{"订单号": "1234567890123456003"}"#, Gives(r#"{"工单号": "T-0005"}"#)),
    ("工单.拦截", r#"{"订单号": "1234567890123456003"}"#, Fails("已在拦")),
    (
        "工单.少错",
        r#"{"订单号": "1234567890123456008", "情况": "少发", "商品": [{"子单号": "1234567890123456008-3", "商品名": "赠品袜", "数量": 1, "实付": 0, "现价": 0, "可退": false}], "附图": [], "处理": "补寄"}"#,
        Gives(r#"{"工单号": "T-0006"}"#),
    ),
    (
        "工单.少错",
        r#"{"订单号": "1234567890123456008", "情况": "发错", "商品": [], "附图": ["a.jpg"], "处理": "退款"}"#,
        Fails("已登记"),
    ),
    (
        "工单.回电",
        r#"{"手机": "13800001234", "时间": "下午", "组": "售后组"}"#,
        Gives(r#"{"工单号": "T-0007"}"#),
    ),
    // Ten in the morning of the next day, in China.
    ("物流.约取件", r#"{"工单号": "T-0002"}"#, Gives(r#"{"时间": "2026-11-21T02:00:00Z"}"#)),
    ("物流.约取件", r#"{"工单号": "T-0007"}"#, Fails("不支持")),
    (
        "价保.查",
        r#"{"订单号": "1234567890123456002"}"#,
        Gives(
            r#"{"商品": [{"子单号": "1234567890123456002-1", "商品名": "连衣裙", "数量": 1, "实付": 27900, "现价": 25900, "可退": true}]}"#,
        ),
    ),
    ("价保.查", r#"{"订单号": "1234567890123456007"}"#, Fails("不在价保期")),
    ("退款.补差", r#"{"订单号": "1234567890123456002", "金额": 2000}"#, Gives("{}")),
    // Of what was paid the difference went back already; the rest goes back once.
    (
        "退款.仅退款",
        r#"{"订单号": "1234567890123456002", "金额": 27900, "原因": "质量问题", "附图": []}"#,
        Fails("已退过"),
    ),
    (
        "退款.仅退款",
        r#"{"订单号": "1234567890123456002", "金额": 25900, "原因": "质量问题", "附图": ["a.jpg"]}"#,
        Gives("{}"),
    ),
    (
        "优惠.我的券",
        "{}",
        Gives(
            r#"{"券": [{"券码": "HS00003", "面额": 500, "门槛": 0, "到期": "2026-12-10T02:00:00Z", "用过": true},
                {"券码": "HS00001", "面额": 2000, "门槛": 50000, "到期": "2026-11-25T02:00:00Z", "用过": false},
                {"券码": "HS00002", "面额": 1000, "门槛": 10000, "到期": "2026-11-18T02:00:00Z", "用过": false}]}"#,
        ),
    ),
    (
        "优惠.查券",
        r#"{"券码": "HS00002"}"#,
        Gives(r#"{"面额": 1000, "门槛": 10000, "到期": "2026-11-18T02:00:00Z", "用过": false}"#),
    ),
    // Another customer's is as good as none.
    ("优惠.查券", r#"{"券码": "HS00004"}"#, Fails("没有这张券")),
    (
        "预售.查",
        r#"{"订单号": "1234567890123456012"}"#,
        Gives(
            r#"{"定金": 10000, "尾款": 49900, "开始": "2026-11-21T02:00:00Z", "截止": "2026-11-24T02:00:00Z", "付了尾款": false, "发货": "2026-11-30"}"#,
        ),
    ),
    ("预售.查", r#"{"订单号": "1234567890123456004"}"#, Fails("不是预售")),
    ("优惠.发券", r#"{"面额": 500}"#, Gives(r#"{"券码": "HS00005", "到期": "2026-11-21T02:00:00Z"}"#)),
    (
        "购物车.读取",
        "{}",
        Gives(
            r#"{"商品": [{"商品名": "针织衫", "数量": 1, "小计": 19900, "满减": true},
                {"商品名": "棉袜三双装", "数量": 1, "小计": 2900, "满减": false},
                {"商品名": "纯棉T恤", "数量": 2, "小计": 15800, "满减": true}]}"#,
        ),
    ),
    (
        "发票.开",
        r#"{"订单号": "1234567890123456789", "抬头类型": "个人", "抬头": "林晓", "邮箱": "lin@example.com"}"#,
        Gives("{}"),
    ),
    (
        "尺码.推荐",
        r#"{"商品号": "K01", "身高": 160, "体重": 52, "版型": "合身"}"#,
        Gives(r#"{"尺码": "M", "把握": 0.95, "依据": "160 厘米、52 公斤，体重在 M 码的 48～57 公斤里"}"#),
    ),
    // On the border the heavier band wins, with less confidence; too short for it, with still less.
    (
        "尺码.推荐",
        r#"{"商品号": "K01", "身高": 155, "体重": 57, "版型": "合身"}"#,
        Gives(
            r#"{"尺码": "L", "把握": 0.50, "依据": "155 厘米、57 公斤，体重在 L 码的 57～66 公斤里，靠近边界，身高更接近别的码，按体重选"}"#,
        ),
    ),
    (
        "尺码.推荐",
        r#"{"商品号": "K01", "身高": 160, "体重": 52, "版型": "宽松"}"#,
        Gives(
            r#"{"尺码": "L", "把握": 0.90, "依据": "160 厘米、52 公斤，体重在 M 码的 48～57 公斤里，想宽松就大一码"}"#,
        ),
    ),
    ("尺码.推荐", r#"{"商品号": "X07", "身高": 160, "体重": 52, "版型": "合身"}"#, Fails("无尺码表")),
    ("尺码.推荐", r#"{"商品号": "K01", "身高": 185, "体重": 120, "版型": "合身"}"#, Fails("无尺码表")),
    ("商品.认商品", r#"{"商品说法": "那件针织衫"}"#, Gives(r#"{"商品号": "K01", "名称": "针织衫"}"#)),
    ("商品.认商品", r#"{"商品说法": "冰箱"}"#, Fails("认不出")),
    (
        "图谱.搭配",
        r#"{"商品号": "K01", "最多": 1}"#,
        Gives(
            r#"{"列表": [{"商品号": "J02", "名称": "牛仔裤", "价格": 14900, "主图": "asset://商品/J02.jpg", "链接": "shop://item/J02"}]}"#,
        ),
    ),
    (
        "图谱.凑单",
        r#"{"参加": [{"商品名": "针织衫", "数量": 1, "小计": 19900, "满减": true}], "还差": 30000}"#,
        Gives(
            r#"{"列表": [{"商品号": "X07", "名称": "跑步鞋", "价格": 32900, "主图": "asset://商品/X07.jpg", "链接": "shop://item/X07"},
                {"商品号": "Y06", "名称": "羽绒服", "价格": 59900, "主图": "asset://商品/Y06.jpg", "链接": "shop://item/Y06"}]}"#,
        ),
    ),
    (
        "促销.到手价",
        r#"{"商品号": "K01", "活动": "D11"}"#,
        Gives(r#"{"到手价": 14900, "省": 5000, "券码": "D11-8"}"#),
    ),
    ("促销.到手价", r#"{"商品号": "S09", "活动": "D11"}"#, Fails("不参加活动")),
];

#[tokio::test]
async fn every_function_does_what_its_signature_promises() -> Result {
    let shop = Shop::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")))?;
    let compiled = huashu_dsl::compile(&shop.sources, &Settings::default());
    let program = compiled.program.ok_or_else(|| errors(&compiled.diagnostics))?;
    let (host, found) = Host::load(&program, &shop.scripts);
    assert_eq!(found, Vec::new());

    let demo = Demo::start().await?;
    let mut called = BTreeSet::new();
    for (index, (name, args, end)) in CALLS.iter().enumerate() {
        let (id, function) = find(&program, name)?;
        let Value::Record(args) = record_from_json(&program, &function.params, args)? else {
            return Err("arguments are a record".into());
        };
        let invocation =
            Invocation { function: id, args, key: format!("c/{index}"), customer: "demo".to_owned() };
        let run = drive(&host, &program, &invocation, &demo).await?;
        match end {
            Gives(json) => assert_eq!(
                run,
                Run::Done(record_from_json(&program, &function.returns, json)?),
                "{index} {name}"
            ),
            Fails(error) => {
                let expected =
                    function.errors.iter().position(|e| e == error).and_then(|i| u16::try_from(i).ok());
                assert_eq!(Some(run), expected.map(Run::Failed), "{index} {name}");
            }
            Breaks(words) => {
                assert!(matches!(&run, Run::Broke(why) if why.contains(words)), "{index} {name}: {run:?}");
            }
        }
        called.insert(*name);
    }
    let never: Vec<String> =
        program.functions.iter().map(|f| f.full_name()).filter(|n| !called.contains(n.as_str())).collect();
    assert_eq!(never, Vec::<String>::new(), "every function is called at least once");
    Ok(())
}

fn find<'a>(program: &'a Program, name: &str) -> Result<(FunctionId, &'a huashu_dsl::program::Function)> {
    let index = program.functions.iter().position(|f| f.full_name() == name).ok_or("no such function")?;
    let function = program.functions.get(index).ok_or("no such function")?;
    Ok((FunctionId(u16::try_from(index)?), function))
}

/// Runs a call to its end; whatever it asks is asked for real, at ten in the morning, with chance always 0.
async fn drive(host: &Host, program: &Program, invocation: &Invocation, demo: &Demo) -> Result<Run> {
    let now: Timestamp = NOW.parse().map_err(|e: jiff::Error| e.to_string())?;
    let mut journal = Journal::default();
    loop {
        let request = match host.run(program, invocation, &journal) {
            Run::Suspended(request) => request,
            ended => return Ok(ended),
        };
        let answer = match &request {
            Request::Http(http) => demo.send(http).await,
            Request::Now => Answer::Integer(now.as_millisecond()),
            Request::Random(_) => Answer::Integer(0),
        };
        journal.0.push(Entry { request, answer });
    }
}

fn errors(diagnostics: &[Diagnostic]) -> String {
    let said = diagnostics
        .iter()
        .filter(|d| d.is_error())
        .map(|d| format!("{} {} {:?}", d.code.0, d.message.zh, d.span));
    said.collect::<Vec<_>>().join("\n")
}
