//! A shop of as many flows as asked for, written the way a team would: for measuring how compiling grows.
//!
//! Each flow stands in a file of its own, 28 lines with its intent. There are four kinds of flow, and no two have the same words in
//! their texts, conditions or numbers; what they share stands in one file more.

use huashu_dsl::Sources;
use std::fmt::Write;

/// What all flows of the shop name.
const SHARED: &str = r#"语言版本 1

设定
  退货期: 时长 = 7 天
  包邮线: 钱 = 99 元

顾客 {称呼: 文本 = "亲", 全部订单号: [文本], 允许营销: 是否 = 否}

会话信息
  订单号: 单号 保留 24 小时

人工组 售后组

类型 单号 文本
  匹配 /[0-9]{8,18}/
  例 "20261120"

类型 状态 选项
  待付款
  待发货
  运输中
  已签收
  已关闭

类型 原因 选项
  质量问题: 质量不好、坏了
  发错货: 发错了
  尺码不合适: 太大、太小
  不喜欢: 不想要了

类型 方式 选项
  退款
  换货
  补偿

插件 订单
  只读 查询(单号: 单号) 得到 {状态: 状态, 金额: 钱, 商品: 文本, 签收: 时间?}
    时限 2 秒
    错误 查无此单
  写入 登记(单号: 单号, 方式: 方式, 件数: 整数) 得到 {编号: 文本}
    时限 3 秒
    错误 登记过

统计 办完一件(方式: 方式)

话术 抱歉久等
  "让您久等了，实在抱歉。"

表 时效(小时: 整数) 得到 {优先: 优先级, 答应: 文本}
  小于 24 | 普通 | "今天内回复您"
  小于 72 | 高 | "两小时内回复您"
  其他 | 紧急 | "马上有同事联系您"

全局
  意图 内置.转人工
    转人工 售后组
  意图 内置.取消
    取消流程
  没回 10 分钟 提醒 "还在吗？"
  没回 2 小时 取消流程
  问满 3 次 转人工 售后组
"#;

/// What a generated shop consists of: files by name.
#[must_use]
pub fn files(flows: usize) -> Vec<(String, String)> {
    let shared = ("共用.flow".to_owned(), SHARED.to_owned());
    std::iter::once(shared).chain((0..flows).map(|n| (format!("办理{n}.flow"), flow(n)))).collect()
}

/// The same as sources.
#[must_use]
pub fn sources(flows: usize) -> Sources {
    let mut all = Sources::new();
    for (path, text) in files(flows) {
        all.add(path, text);
    }
    all
}

/// One file: an intent and its flow.
fn flow(n: usize) -> String {
    let mut text = format!("语言版本 1\n\n意图 想办{n}\n  例句\n");
    for ask in ["我要办", "帮我处理", "怎么办理"] {
        let _ = writeln!(text, "    - {ask}第{n}件事");
    }
    let _ = writeln!(text, "\n流程 办理{n} 版本 {}\n  触发 意图 想办{n}\n  结果 成功、放弃", n % 7 + 1);
    let body = match n % 4 {
        0 => checked(n),
        1 => chosen(n),
        2 => confirmed(n),
        _ => urgent(n),
    };
    text + body.as_str()
}

/// Looks an order up and goes by its state.
fn checked(n: usize) -> String {
    format!(
        r#"  信息
    单号: 单号 存到 会话.订单号
    件数: 整数
  步骤 查单
    问 单号 "办第{n}件事要核对哪一单？"
      要求 单号 属于 顾客.全部订单号 否则 "这单不在您的账号下，第{n}件事办不了。"
    调用 订单.查询(单号) 得到 订单
      出错 查无此单
        重问 单号 "没有查到 {{单号}}，再看看？"
    按 订单.状态 分
      已签收、运输中
        转到 问件数
      其他
        结束 放弃
  步骤 问件数
    问 件数 "{{订单.商品}}一共办几件？最多 {most} 件。"
      要求 件数 不少于 1 并且 件数 不超过 {most} 否则 "填 1 到 {most}。"
    说 "{{件数}} 件，第{n}件事记下了。"
    结束 成功
"#,
        most = n % 50 + 2
    )
}

/// Asks for a reason and goes by the answer.
fn chosen(n: usize) -> String {
    format!(
        r#"  信息
    原因: 原因
  步骤 问原因
    问 原因 "第{n}件事是什么原因呢？"
      按钮 全部
      没听懂 "第{n}件事，选一个最接近的。"
      问满 2 次 转人工 售后组
    按 原因 分
      质量问题、发错货
        说 话术.抱歉久等
        转人工 售后组 附言 "第{n}件事，{{原因}}" 优先 高
      尺码不合适
        说 "可以换码，第{n}件事给您免运费。"
        结束 成功
      不喜欢
        说 "满 {{店铺.包邮线|元}} 退回包邮，第{n}件事交给我。"
          或说 "第{n}件事没问题。"
    结束 放弃
"#
    )
}

/// Asks for a yes before it writes.
fn confirmed(n: usize) -> String {
    format!(
        r#"  信息
    单号: 单号 存到 会话.订单号
    方式: 方式
    同意: 是否
  步骤 问
    问 单号 "第{n}件事是哪一单？"
    问 方式 "怎么处理好？"
      按钮 全部
    问 同意 "第{n}件事按{{方式}}办，可以吗？"
      按钮 是 "可以"、否 "再想想"
      要明说
    如果 同意
      调用 订单.登记(单号, 方式, 件数: {pieces}) 得到 记录
        出错 登记过
          结束 放弃
      统计 办完一件(方式)
      说 "办好了，编号 {{记录.编号}}，第{n}件事不用再管。"
      结束 成功
    结束 放弃
"#,
        pieces = n % 9 + 1
    )
}

/// Counts hours and looks them up in a table.
fn urgent(n: usize) -> String {
    format!(
        r#"  信息
    单号: 单号 存到 会话.订单号
  步骤 查
    问 单号 "第{n}件事，报一下单号？"
      没回 {wait} 分钟 提醒 "第{n}件事还办吗？"
    调用 订单.查询(单号) 得到 订单
      出错 查无此单、超时
        说 "第{n}件事先请同事看看。"
        转人工 售后组 附言 "{{单号}} 查不到"
    如果 有 订单.签收
      算 多久 = 现在 - 订单.签收
      如果 多久 大于 店铺.退货期
        说 "签收 {{多久|天}} 天了，第{n}件事超过期限。"
        结束 放弃
    查表 时效(小时: {hours}) 得到 档
    说 "{{档.答应}}，第{n}件事。"
    结束 成功
"#,
        wait = n % 9 + 1,
        hours = n % 100
    )
}
