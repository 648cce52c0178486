//! Where the engine does not do what the rules say, each with the smallest shop and conversation that shows it.
//!
//! The reference follows the engine there, so that the seeds go on to find other differences; taken at the word it must differ.

use super::pair::{Happening, Wake};
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

/// All that are known.
pub(super) fn cases() -> Vec<Case> {
    let said = |text: &str| Happening::Said(text.to_owned());
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
            flow: "
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
",
            happened: vec![said("留一件"), Happening::Pressed(0)],
        },
        Case {
            known: Known::ButtonWordsInside,
            sentence: "R9 answers a weak answer under 要明说 with 请明说; the words of a button inside a sentence are a weak answer to \
                       the engine elsewhere, but there it says 没听懂.",
            flow: "
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
",
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
