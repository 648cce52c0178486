//! Expressions as the shop writes them, with the values they have: `written.tsv`.

use super::{Scope, eval};
use crate::render;
use crate::session::Held;
use huashu_dsl::program::{Expr, Flow, FlowId, Program, SlotId, StmtKind};
use huashu_dsl::value::{Instant, Type, Value};
use huashu_dsl::{Settings, Sources};

/// 2026-11-20 10:00 in Shanghai.
const NOW: Instant = super::shop::NOW;

const SHOP: &str = r#"语言版本 1

设定
  无理由期: 时长 = 7 天

人工组 财务组
  上班 周一 到 周五 09:00 到 18:00

类型 退货原因 选项
  质量问题: 坏了
  发错货: 发错
  不喜欢: 不想要

类型 身高 数字
  单位 厘米

类型 订单商品 记录
  商品名: 文本
  数量: 整数
  实付: 钱

意图 要算
  例句
    - 算一算
    - 帮我算
    - 请算一下
    - 算账
    - 算算看

流程 演算 版本 1
  触发 意图 要算
  结果 算好
  信息
    订单号: 文本 传入
    原因: 退货原因 传入
    备注: 文本? 传入
    照片: [图片] 传入
    商品: [订单商品] 传入
    尺码: [文本] 传入
    身高: 身高 传入
    总价: 钱 传入
    签收时间: 时间 传入
  步骤 算
"#;

/// The shop with a 算 for each expression.
fn program(expressions: &[&str]) -> Result<Program, String> {
    let lines: String =
        (0..).zip(expressions).map(|(n, e): (u32, _)| format!("    算 数{n} = {e}\n")).collect();
    let mut sources = Sources::default();
    sources.add("演算.flow", format!("{SHOP}{lines}    结束 算好\n"));
    // What the flow is given is put there by the test, and by nothing that the compiler could see.
    let compiled = huashu_dsl::compile_unproved(&sources, &Settings::default());
    let errors: Vec<_> = compiled.diagnostics.iter().filter(|d| d.is_error()).collect();
    compiled.program.ok_or_else(|| format!("{errors:#?}"))
}

/// The slots of the flow by name; the others are unset.
fn held(flow: &Flow, program: &Program) -> Vec<Held> {
    use super::shop::{HOUR, number, text, yuan};
    let item =
        |name, count, paid| Value::Record(vec![Some(text(name)), Some(number(count)), Some(yuan(paid))]);
    let value = |name: &str, ty: &Type| match (name, ty) {
        ("订单号", _) => Some(text("1234567890123456789")),
        ("原因", Type::Named(ty)) => Some(Value::Member(huashu_dsl::value::Member { ty: *ty, index: 0 })),
        ("商品", _) => Some(Value::List(vec![
            item("针织衫", "1", 19_900),
            item("牛仔裤", "2", 15_900),
            item("袜", "1", 0),
        ])),
        ("尺码", _) => Some(Value::List(vec![text("S"), text("M")])),
        ("身高", _) => Some(number("165")),
        ("总价", _) => Some(yuan(19_900)),
        ("签收时间", _) => Some(Value::DateTime(Instant(NOW.0 - 72 * HOUR))),
        _ => None,
    };
    assert!(!program.types.is_empty());
    flow.slots
        .iter()
        .map(|slot| Held { value: value(&slot.name, slot.ty.required()), ..Held::default() })
        .collect()
}

#[test]
fn written_expressions_have_the_values_of_the_table() -> Result<(), String> {
    let rows: Vec<(&str, &str)> = include_str!("written.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let expressions: Vec<&str> = rows.iter().map(|(expression, _)| *expression).collect();
    let program = program(&expressions)?;
    let place = program.flows.iter().position(|flow| flow.name == "演算").ok_or("no flow")?;
    let flow = program.flows.get(place).ok_or("no flow")?;
    let slots = held(flow, &program);
    let mut scope = Scope::new(&program, NOW);
    scope.slots = &slots;
    scope.flow = u16::try_from(place).ok().map(FlowId);
    scope.step = Some(huashu_dsl::program::StepId(0));
    let lets: Vec<(SlotId, &Expr)> = flow
        .nodes
        .iter()
        .filter_map(
            |node| if let StmtKind::Let(slot, expr) = &node.stmt { Some((*slot, expr)) } else { None },
        )
        .collect();
    assert_eq!(lets.len(), rows.len());
    for (slot, expr) in lets {
        let slot = flow.slots.get(slot.index()).ok_or("no slot")?;
        let row = slot.name.trim_start_matches('数').parse::<usize>().ok().and_then(|n| rows.get(n));
        let (written, expected) = row.ok_or("no row")?;
        let value = eval(expr, &scope);
        let shown =
            value.map_or_else(|| "无".to_owned(), |value| render::literal(&program, &value, &slot.ty));
        assert_eq!(&shown, expected, "{written}: {expr:?}");
    }
    Ok(())
}
