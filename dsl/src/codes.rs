//! The titles of the codes: what kind of mistake each one is.

use crate::diagnostic::{Code, Lang};

/// Code, Chinese title, English title; sorted by the four digits.
const TITLES: &[(&str, &str, &str)] = &[
    ("E0001", "文件读不了", "a file cannot be read"),
    ("E0002", "huashu.yaml 写得不对", "huashu.yaml is wrong"),
    ("E0101", "这一行读不懂", "a line cannot be read"),
    ("E0102", "语言版本 没写或不认识", "the version of the language is missing or unknown"),
    ("E0103", "缩进不对", "wrong indentation"),
    ("E0104", "引号或括号没有配对", "a quote or bracket has no partner"),
    ("W0105", "容易看错的字符", "characters that look alike"),
    ("W0106", "中英文关键字混用", "keywords of both languages are mixed"),
    ("E0201", "没有这个步骤", "undefined step"),
    ("W0202", "走不到的步骤", "unreachable step"),
    ("E0203", "不等顾客就兜圈子", "a loop without customer input"),
    ("E0204", "走到头没有出路", "dead end"),
    ("E0205", "有情况没有写到", "a branch is not exhaustive"),
    ("E0206", "没有这个选项", "unknown option"),
    ("W0207", "条件永远一样", "a condition is constant"),
    ("W0208", "没有算清", "too many ways to decide"),
    ("W0209", "每条路都转人工", "every path ends in hand-off"),
    ("E0210", "下班时又转回本组", "a closed team leads back to itself"),
    ("W0211", "建议按钮说了没人懂", "a suggested sentence matches nothing"),
    ("E0301", "可能还没有值", "a value may be unset"),
    ("W0302", "例句重复", "duplicate example"),
    ("W0303", "例句几乎一样", "near duplicate"),
    ("E0304", "例句被别的规则抢走", "an example is stolen by a rule"),
    ("W0305", "例句太少", "too few examples"),
    ("W0306", "没有用到的意图", "unused intent"),
    ("E0307", "正则为空或太大", "a regular expression is empty or too large"),
    ("W0308", "一个说法对应两个选项", "a synonym shared by two values"),
    ("E0309", "例句认不出自己的意图", "an example fails its own intent"),
    ("W0310", "两个意图分不开", "two intents overlap"),
    ("E0311", "两个流程抢同一个触发", "one trigger in two flows"),
    ("E0401", "没有这个名字", "unknown name"),
    ("E0402", "没有声明的信息", "undeclared slot"),
    ("E0403", "类型不合", "type mismatch"),
    ("E0404", "没有这种写法（过滤器）", "unknown filter"),
    ("W0405", "没有用到", "unused"),
    ("E0406", "自己进入自己", "recursion"),
    ("E0407", "币种混用", "mixed currencies"),
    ("E0408", "重复、保留或没有声明", "declared twice, reserved, or never"),
    ("E0409", "收 的数目不对", "wrong bounds of collect"),
    ("E0410", "逐个 的上限不对", "wrong bound of for_each"),
    ("W0411", "数值和设定里的一样", "a literal equals a setting"),
    ("E0412", "一家店太大", "a shop too large"),
    ("E0421", "表没有覆盖所有情况", "a table leaves a gap"),
    ("W0422", "表里走不到的行", "an unreachable row"),
    ("E0423", "表格的类型不合", "the type of a cell"),
    ("E0501", "调用和插件对不上", "a call does not fit"),
    ("E0502", "声明和脚本不一致", "a signature differs from the script"),
    ("E0503", "声明的错误没有处理", "a declared error is not handled"),
    ("E0504", "插件没有这个错误", "an undeclared error"),
    ("E0505", "没有先请顾客确认", "a write without confirmation"),
    ("W0506", "循环里有写入", "a write in a loop"),
    ("E0507", "没有时限", "no time limit"),
    ("W0508", "结果没有用到", "a result is never looked at"),
    ("E0509", "要求一定不成立", "a requirement is provably false"),
    ("E0510", "脚本读不懂", "a script cannot be read"),
    ("W0511", "没有声明这个插件", "a script of no declared plugin"),
    ("E0601", "问了没有出路", "an ask has no way out"),
    ("E0602", "提醒的时间没有递增", "timers do not ascend"),
    ("W0603", "没有提醒也没有结束", "neither reminder nor idle end"),
    ("E0604", "是否 不能预填", "a yes/no answer is pre-filled"),
    ("W0605", "连说超过三句", "more than three bubbles without waiting"),
    ("E0606", "按钮填不进任何信息", "a button fills nothing"),
    ("W0607", "自由回答没有 问满", "free text without after_tries"),
    ("E0608", "打开链接的按钮不能当答案", "a link button used as an answer"),
    ("E0701", "比例加起来不是 100%", "shares do not add up to 100 %"),
    ("E0702", "推送没有频次、时段或退订", "a push without cap, hours or opt-out"),
    ("E0703", "推送没有取得同意", "a push without consent"),
    ("E0704", "统计和声明不一致", "a track call differs from its declaration"),
    ("W0705", "有效期短于休息时间", "validity is shorter than the closed hours"),
    ("E0801", "删了顾客正等着的步骤", "a wait point was removed"),
    ("E0802", "迁移的目标不存在", "the target of a migration is missing"),
    ("E0803", "信息的类型变了", "the type of a slot changed"),
    ("E0804", "版本没有加一", "the version was not raised"),
    ("E0901", "缺少译文", "a translation is missing"),
    ("W0902", "译文过时", "a translation is stale"),
    ("E0903", "这个渠道显示不了", "a channel cannot show it"),
    ("E0904", "超过渠道的长度", "too long for the channel"),
    ("E0905", "个人信息没有掩码", "personal data is not masked"),
    ("E1001", "对话里没有这种行", "a line of no kind a conversation knows"),
    ("E1002", "文件头不对", "the header"),
    ("E1003", "设置写得不对", "a setup"),
    ("E1004", "模拟和签名对不上", "a mock does not fit its signature"),
    ("E1005", "没有给过这个按钮", "a button that was not offered"),
    ("E1006", "@到 走不到", "@at does not get there"),
    ("E1007", "调用没有模拟", "a call without a mock"),
    ("E1008", "过的时间写得不对", "a length of time"),
    ("E1009", "没有这个事件", "an event"),
    ("E1010", "必须写得不对", "a must does not read"),
    ("E1011", "必须不成立", "a must does not hold"),
    ("E1012", "店该说话没有说", "the shop is silent"),
    ("E1013", "引擎走不下去", "the engine cannot go on"),
    ("E1014", "顾客这一句不对", "a line of the customer"),
    ("E1015", "对话的名字不对", "a title"),
];

/// What kind of mistake `code` is, in a few words; none for a code that the language does not have.
#[must_use]
pub fn title(code: Code, lang: Lang) -> Option<&'static str> {
    let row = TITLES.iter().find(|(name, ..)| *name == code.0)?;
    Some(match lang {
        Lang::Zh => row.1,
        Lang::En => row.2,
    })
}

/// What the codes with the same first two digits are about: the digits, Chinese, English.
const GROUPS: &[(&str, &str, &str)] = &[
    ("00", "文件", "files"),
    ("01", "写法", "syntax"),
    ("02", "走法", "routing"),
    ("03", "有没有值，和意图", "values that may be unset, and intents"),
    ("04", "名字、类型和表", "names, types and tables"),
    ("05", "插件", "plugins"),
    ("06", "问", "questions"),
    ("07", "推送、试验和统计", "pushes, experiments and metrics"),
    ("08", "版本", "versions"),
    ("09", "话和渠道", "texts and channels"),
    ("10", "对话测试", "conversation tests"),
];

/// What the group of `code` is about, in a few words: the codes with the same first two digits.
#[must_use]
pub fn group(code: Code, lang: Lang) -> Option<&'static str> {
    let row = GROUPS.iter().find(|(digits, ..)| code.0.get(1..3) == Some(digits))?;
    Some(match lang {
        Lang::Zh => row.1,
        Lang::En => row.2,
    })
}

/// Every code of the language, by its digits.
pub fn all() -> impl Iterator<Item = Code> {
    TITLES.iter().map(|(name, ..)| Code(name))
}

#[cfg(test)]
mod tests {
    use super::{all, group, title};
    use crate::diagnostic::{Code, Lang};

    #[test]
    fn codes_are_sorted_and_each_stands_once() {
        let digits: Vec<_> = all().filter_map(|code| code.0.get(1..)).collect();
        assert_eq!(digits.len(), all().count());
        assert!(digits.windows(2).all(|pair| pair[0] < pair[1]), "{digits:?}");
    }

    #[test]
    fn a_title_in_each_language() {
        assert_eq!(title(Code("E0201"), Lang::Zh), Some("没有这个步骤"));
        assert_eq!(title(Code("E0201"), Lang::En), Some("undefined step"));
        assert_eq!(title(Code("E9999"), Lang::En), None);
    }

    #[test]
    fn every_code_is_in_a_group() {
        assert_eq!(all().find(|code| group(*code, Lang::Zh).is_none()), None);
        assert_eq!(group(Code("W0302"), Lang::En), Some("values that may be unset, and intents"));
    }
}
