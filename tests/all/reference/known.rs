//! Where the engine does not do what the rules say, each with the smallest shop and conversation that shows it.
//!
//! The reference follows the engine there, so that the seeds go on to find other differences; taken at the word it must differ.

use super::pair::{Ending, Happening, Wake};
use super::rules::Known;
use super::shop;

/// A difference that is known.
pub(super) struct Case {
    pub(super) known: Known,
    /// What the rules say, and what the engine does.
    pub(super) sentence: &'static str,
    flow: &'static str,
    pub(super) happened: Vec<Happening>,
}

impl Case {
    /// The shop, as the text of a `.flow`.
    pub(super) fn shop(&self) -> String {
        format!("{}{GLOBAL}{}", shop::HEAD, self.flow)
    }
}

const GLOBAL: &str = "
全局
  意图 内置.转人工
    转人工 客服组
  意图 内置.取消
    取消流程
  兜底
    第 1 次 说 \"换个说法？\"
    第 2 次 转人工 客服组
  没回 2 小时 取消流程
  问满 3 次 转人工 客服组
";

const ASKS_COLOUR: &str = "
流程 留货 版本 1
  触发 意图 留货
  结果 好
  信息
    颜色: 颜色
  步骤 一
    问 颜色 \"什么颜色？\"
    结束 好
";

const SKIPS: &str = "
流程 留货 版本 1
  触发 意图 留货
  结果 好
  信息
    颜色: 颜色
    尺码: 尺码
  步骤 一
    问 颜色 \"什么颜色？\"
      可跳过
    问 尺码 \"什么尺码？\"
    结束 好
";

const ASKS_EXPLICITLY: &str = "
流程 留货 版本 1
  触发 意图 留货
  结果 好
  信息
    同意: 是否
  步骤 一
    问 同意 \"这样吗？\"
      按钮 是 \"可以\"、否 \"要改\"
      要明说
    结束 好
";

const WRITES_FIRST: &str = "
流程 留货 版本 1
  触发 意图 留货
  结果 好
  信息
    件数: 整数
    同意: 是否
  步骤 一
    调用 仓库.留(件数) 得到 货
      出错 满了
        结束 好
    说 \"单号 {货.单号}。\"
    问 件数 \"几件？\"
    问 同意 \"行吗？\"
    结束 好
";

const ASKS_TWICE: &str = "
流程 留货 版本 1
  触发 意图 留货
  结果 好
  信息
    件数: 整数
    款号: 款号
  步骤 一
    如果 有 件数
      说 \"{件数} 件。\"
    问 款号 \"哪一款？\"
      要求 款号 不是 \"K009\" 否则 \"没有这款了。\"
      可跳过
    问 款号 \"真的不说是哪一款？\"
    结束 好
";

/// All that are known.
pub(super) fn cases() -> Vec<Case> {
    of_messages().into_iter().chain(of_corrections()).collect()
}

fn said(text: &str) -> Happening {
    Happening::Said(text.to_owned())
}

fn of_messages() -> Vec<Case> {
    vec![
        Case {
            known: Known::OwnTrigger,
            sentence: "R4 hears a trigger (6) before an answer inside a longer sentence (7), also that of the flow that asks, which \
                       R3 brings up again; the engine takes the answer, unless it is a free text.",
            flow: ASKS_COLOUR,
            happened: vec![said("留一件"), said("留一件黑色的")],
        },
        Case {
            known: Known::SilentSkip,
            sentence: "可跳过 without a text says 内置.跳过, the default sentence declared for it; the engine says nothing.",
            flow: SKIPS,
            happened: vec![said("留一件"), Happening::Pressed(0)],
        },
        Case {
            known: Known::ButtonWordsInside,
            sentence: "R9 answers a weak answer under 要明说 with 请明说; the words of a button inside a sentence are a weak answer to \
                       the engine elsewhere, but there it says 没听懂.",
            flow: ASKS_EXPLICITLY,
            happened: vec![said("留一件"), said("那行我看可以呢")],
        },
        Case {
            known: Known::OfferKeepsMisses,
            sentence: "兜底 counts messages in a row that nothing fitted; to the engine words that answer 接着办吗 do not end the row.",
            flow: ASKS_COLOUR,
            happened: vec![
                said("留一件"),
                Happening::Passed(7_300, Wake::InTime),
                said("咕咕咕咕"),
                said("咕咕咕咕"),
                said("不用了"),
                said("咕咕咕咕"),
            ],
        },
    ]
}

fn of_corrections() -> Vec<Case> {
    vec![
        Case {
            known: Known::LastSetByStatement,
            sentence: "R7 hands over a correction of what a committed 写入 read since it was last set; to the engine a slot that was \
                       filled in is set by the question that lets it pass, so a write before that question is not seen.",
            flow: WRITES_FIRST,
            happened: vec![said("留一件"), Happening::Called(Ending::Ok), said("说错了，件数是4")],
        },
        Case {
            known: Known::SkipRefused,
            sentence: "R7 does not ask again what is still valid; the engine, back behind a question that was skipped and is put once \
                       more, refuses the value that was never given by its 要求.",
            flow: ASKS_TWICE,
            happened: vec![said("留一件"), Happening::Pressed(0), said("说错了，件数是4")],
        },
    ]
}
