//! What went wrong inside a script, said for those who run the shop.

use rhai::{EvalAltResult, ParseError, ParseErrorType, Position};

/// The most characters of a sentence about a script.
const LONGEST: usize = 300;

/// One sentence: script, line, what.
pub(crate) fn sentence(path: &str, error: &EvalAltResult) -> String {
    let error = error.unwrap_inner();
    format!("{}：{}", place(path, error.position()), short(&what(error)))
}

/// One line of at most [`LONGEST`] characters: what a script throws may be as long as a response, and hold anything.
pub(crate) fn short(text: &str) -> String {
    let mut letters = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut out: String = letters.by_ref().take(LONGEST).collect();
    if letters.next().is_some() {
        out.push('…');
    }
    out
}

/// `plugins/订单.rhai 第 12 行`
pub(crate) fn place(path: &str, at: Position) -> String {
    at.line().map_or_else(|| path.to_owned(), |line| format!("{path} 第 {line} 行"))
}

fn what(error: &EvalAltResult) -> String {
    use EvalAltResult as E;
    match error {
        E::ErrorVariableNotFound(name, _) => format!("没有变量“{name}”"),
        E::ErrorPropertyNotFound(name, _) => format!("没有字段“{name}”"),
        E::ErrorIndexNotFound(name, _) => format!("没有“{name}”这一项"),
        E::ErrorFunctionNotFound(signature, _) => format!("没有函数 {signature}，检查名字和参数的个数、类型"),
        E::ErrorModuleNotFound(name, _) => format!("没有模块“{name}”"),
        E::ErrorMismatchDataType(wanted, found, _) | E::ErrorMismatchOutputType(wanted, found, _) => {
            format!("要 {wanted}，却是 {found}")
        }
        E::ErrorIndexingType(found, _) => format!("{found} 不能用 [ ] 取值"),
        E::ErrorArrayBounds(len, index, _) => format!("列表只有 {len} 项，取不到第 {index} 项"),
        E::ErrorStringBounds(len, index, _) => format!("文本只有 {len} 个字，取不到第 {index} 个"),
        E::ErrorFor(_) => "for 只能用在列表、文本或范围上".to_owned(),
        E::ErrorAssignmentToConstant(name, _) => format!("“{name}”是常量，不能改"),
        E::ErrorArithmetic(why, _) => format!("算不出来：{why}"),
        E::ErrorTooManyOperations(_) => {
            format!("执行超过 {} 步，多半是循环没有结束", crate::library::MAX_OPERATIONS)
        }
        E::ErrorTooManyVariables(_) => "变量太多".to_owned(),
        E::ErrorStackOverflow(_) => "函数互相调用得太深，多半是递归没有结束".to_owned(),
        E::ErrorDataRace(..) => "一边遍历一边改了同一个变量，或者闭包改了正在用的变量".to_owned(),
        E::ErrorDataTooLarge(kind, _) => format!("数据太大（{kind}）"),
        E::ErrorRuntime(thrown, _) if thrown.is_unit() => "脚本抛出了错误".to_owned(),
        E::ErrorRuntime(thrown, _) => thrown.to_string(),
        other => other.to_string(),
    }
}

/// What keeps a script from being compiled, in Chinese and in English.
pub(crate) fn syntax(error: &ParseError) -> (String, String) {
    use ParseErrorType as P;
    let en = error.err_type().to_string();
    let zh = match error.err_type() {
        P::UnexpectedEOF => "脚本没写完，可能少了 } 或引号".to_owned(),
        P::MissingToken(token, _) => format!("这里少了 {token}"),
        P::MissingSymbol(symbol) => format!("这里少了 {symbol}"),
        P::FnDuplicatedDefinition(name, _) => format!("函数“{name}”写了两次"),
        P::FnDuplicatedParam(function, param) => format!("函数“{function}”的参数“{param}”写了两次"),
        P::VariableUndefined(name) => format!("没有变量“{name}”"),
        P::ExprTooDeep => "表达式套得太深".to_owned(),
        P::Reserved(word) => format!("“{word}”在脚本里不能用"),
        _ => format!("读不懂：{en}"),
    };
    (zh, en)
}
