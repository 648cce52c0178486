//! Values and assertions of conversations, typed against a finished program.

use super::Checker;
use super::expr::fold;
use super::names::Names;
use super::scope::Scope;
use crate::ast;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{Expr, FlowId, Program, Trigger};
use crate::value::{Type, Value};

/// The value of a literal of type `ty`.
///
/// Records `{名: 值}` lack no required field; those with a default, `?` or a list may be left out.
///
/// # Errors
/// The first thing that is wrong with it.
#[expect(clippy::result_large_err, reason = "a finding is made once and shown; nothing hot returns it")]
pub fn literal(program: &Program, e: &ast::Expr, ty: &Type) -> Result<Value, Diagnostic> {
    let names = Names::of(program);
    let checker = Checker::new(program, &names);
    let expr = checker.value(&Scope::default(), e, ty);
    first_error(&checker)?;
    fold(&expr).ok_or_else(|| {
        let message = Message::new("这里要写死一个值。", "A literal value is needed here.");
        Diagnostic::new(Code("E0403"), e.span, message)
    })
}

/// An assertion, typed in the scope of a flow: its slots, derived ones included, and the event that triggers it.
///
/// # Errors
/// The first thing that is wrong with it.
#[expect(clippy::result_large_err, reason = "a finding is made once and shown; nothing hot returns it")]
pub fn condition(program: &Program, flow: Option<FlowId>, e: &ast::Expr) -> Result<Expr, Diagnostic> {
    let names = Names::of(program);
    let checker = Checker::new(program, &names);
    let flow = flow.and_then(|id| program.flows.get(id.index()));
    let event = |t: &Trigger| match t {
        Trigger::Event(event, _) => Some(*event),
        Trigger::Intent(_) => None,
    };
    let scope = Scope {
        slots: flow.map(|f| f.slots.as_slice()).unwrap_or_default(),
        events: flow.map(|f| f.triggers.iter().filter_map(event).collect()).unwrap_or_default(),
        ..Scope::default()
    };
    let expr = checker.condition(&scope, e);
    first_error(&checker)?;
    Ok(expr)
}

#[expect(clippy::result_large_err, reason = "a finding is made once and shown; nothing hot returns it")]
fn first_error(checker: &Checker<'_>) -> Result<(), Diagnostic> {
    match checker.take().into_iter().find(Diagnostic::is_error) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{condition, literal};
    use crate::program::{Expr, Program, Root};
    use crate::value::{Money, Type, Value};
    use crate::{Settings, SourceId, compile, parse_expr};
    use std::error::Error;

    type Outcome = Result<(), Box<dyn Error>>;

    fn program() -> Result<Program, Box<dyn Error>> {
        let sources = crate::check::tests::shop("")?;
        compile(&sources, &Settings::default()).program.ok_or_else(|| "the shop does not compile".into())
    }

    fn read(text: &str) -> Result<crate::ast::Expr, String> {
        parse_expr(SourceId(1), text, 0).map_err(|d| format!("{d:?}"))
    }

    #[test]
    fn a_mocked_result_is_a_record_in_the_order_of_its_signature() -> Outcome {
        let program = program()?;
        let function =
            program.functions.iter().find(|f| f.full_name() == "售后.给方案").ok_or("no function")?;
        let value = literal(
            &program,
            &read("{退款: 199 元, 类型: 退货退款, 运费方: 我们}")?,
            &Type::Record(function.returns.clone()),
        )
        .map_err(|d| d.message.zh)?;
        let Value::Record(fields) = value else { return Err("no record".into()) };
        assert_eq!(fields.get(1), Some(&Some(Value::Money(Money(19900)))));
        assert!(matches!(fields.first(), Some(Some(Value::Member(m))) if m.index == 1));
        Ok(())
    }

    #[test]
    fn customers_of_the_worked_chats_are_typed() -> Outcome {
        let program = program()?;
        let ty = Type::Record(program.customer.clone());
        let text = "{称呼: \"林小姐\", 全部订单号: [\"1234567890123456789\"], 最近订单: [{订单号: \"1234567890123456789\", 商品: \"针织衫\", 金额: 199 元}], 身高: 165 厘米, 加购商品: {商品号: \"K01\", 名称: \"针织衫\", 价格: 199 元, 主图: [图片 k01.jpg], 链接: \"shop://item/K01\"}}";
        let value = literal(&program, &read(text)?, &ty).map_err(|d| d.message.zh)?;
        let Value::Record(fields) = value else { return Err("no record".into()) };
        assert_eq!(fields.len(), program.customer.len());
        let wrong = literal(&program, &read("{全部订单号: [\"12\"]}")?, &ty);
        assert_eq!(wrong.map_err(|d| d.code.0), Err("E0403"));
        Ok(())
    }

    #[test]
    fn assertions_read_declared_and_derived_slots() -> Outcome {
        let program = program()?;
        let flow = program.flows.iter().position(|f| f.name == "退货退款").ok_or("no flow")?;
        let flow = crate::program::FlowId(u16::try_from(flow)?);
        for text in
            ["原因 是 质量问题", "没有 方案", "换尺码 是 \"M\"", "方案.类型 是 换货、仅退款", "顾客.允许营销"]
        {
            condition(&program, Some(flow), &read(text)?).map_err(|d| format!("{text}: {}", d.message.zh))?;
        }
        let Ok(Expr::Not(has)) = condition(&program, Some(flow), &read("没有 方案")?) else {
            return Err("not 没有".into());
        };
        assert!(matches!(*has, Expr::Has(p) if matches!(p.root, Root::Slot(_))));
        let wrong = condition(&program, Some(flow), &read("原因 是 质量问題")?);
        assert_eq!(wrong.map_err(|d| d.code.0), Err("E0206"));
        Ok(())
    }
}
