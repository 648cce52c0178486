//! Small shops by a seed, as the text of a `.flow`.

use super::random::Random;
use std::fmt::Write as _;

/// What every shop declares.
pub(super) const HEAD: &str = r#"语言版本 1

顾客 {常用色: 颜色?, 营销: 是否 = 是}

人工组 客服组
人工组 专家组
  接回

类型 颜色 选项
  黑色: 黑、纯黑
  白色: 白、雪白
  红色: 红
类型 尺码 选项
  大号: 大
  小号: 小
类型 款号 文本
  匹配 /[A-Z][0-9]{3}/
  例 "K001"
  没听懂 "款号像 K001。"

插件 仓库
  只读 查(颜色: 颜色) 得到 {有货: 是否, 说法: 文本}
    时限 2 秒
    错误 没有这款
  写入 留(件数: 整数) 得到 {单号: 文本}
    时限 3 秒
    错误 满了

统计 来过(颜色: 颜色?)

意图 留货
  例句
    - 留一件
  规则 含 留一件
意图 退货
  例句
    - 东西退掉
  规则 含 退掉
意图 试穿
  例句
    - 预约试穿
  规则 含 试穿
意图 嫌慢
  例句
    - 慢吞吞
  规则 含 慢吞吞
意图 投诉
  例句
    - 找老板评理
  规则 含 评理

问答 发货地
  问法
    - 从哪里发货
  答 "从杭州发货。"
"#;

/// Slots that flows are made of: name, type, a condition that may be asked of it, a value, its buttons.
const SLOTS: [(&str, &str, &str, &str, &str); 6] = [
    ("颜色", "颜色", "颜色 不是 红色", "白色", "按钮 全部"),
    ("尺码", "尺码", "尺码 是 大号", "小号", "按钮 大号 \"要大的\"、小号"),
    ("件数", "整数", "件数 小于 5", "2", ""),
    ("备注", "文本", "备注 不是 \"呱呱呱\"", "\"记下的\"", "按钮 \"没有备注\"、\"加急\""),
    ("同意", "是否", "同意", "是", "按钮 是 \"可以\"、否 \"要改\""),
    ("款号", "款号", "款号 不是 \"K009\"", "\"K001\"", ""),
];

/// Flows, with the intent that triggers each, and whether it is entered by those before it.
const FLOWS: [(&str, &str); 3] = [("留货", "留货"), ("退货", "退货"), ("试穿", "试穿")];

/// A shop being written.
struct Writer<'r> {
    random: &'r mut Random,
    text: String,
    /// Steps of the flow, and which is being written.
    steps: usize,
    step: usize,
    /// Which flow.
    flow: usize,
    flows: usize,
    /// Texts and names so far; each has its number.
    count: usize,
}

/// The shop of this seed.
pub(super) fn shop(random: &mut Random) -> String {
    let flows = 1 + random.below(FLOWS.len());
    let mut writer = Writer { random, text: HEAD.to_owned(), steps: 0, step: 0, flow: 0, flows, count: 0 };
    writer.global();
    for flow in 0..flows {
        writer.flow = flow;
        writer.flow();
    }
    writer.text
}

impl Writer<'_> {
    fn line(&mut self, indent: usize, line: &str) {
        writeln!(self.text, "{:indent$}{line}", "", indent = indent * 2).expect("it is text");
    }

    fn text(&mut self) -> String {
        self.count += 1;
        let (slot, ..) = *self.random.of(&SLOTS);
        if self.random.percent(40) && self.declares(slot) {
            format!("\"话{} {{{slot}}}\"", self.count)
        } else {
            format!("\"话{}\"", self.count)
        }
    }

    /// The last flow keeps to some of the slots, so that values go by it.
    fn declares(&self, slot: &str) -> bool {
        self.flow != 2 || matches!(slot, "颜色" | "件数" | "备注")
    }

    fn slot(&mut self) -> (&'static str, &'static str, &'static str, &'static str, &'static str) {
        loop {
            let slot = *self.random.of(&SLOTS);
            if self.declares(slot.0) {
                return slot;
            }
        }
    }

    fn global(&mut self) {
        self.line(0, "\n全局");
        for (intent, what) in [("转人工", "转人工 客服组"), ("取消", "取消流程"), ("重说", "重说")]
        {
            self.line(1, &format!("意图 内置.{intent}"));
            self.line(2, what);
        }
        self.line(1, "意图 内置.退订\n    记 顾客.营销 = 否\n    说 \"不再打扰。\"");
        if self.random.percent(50) {
            self.line(1, "意图 投诉\n    说 \"老板知道了。\"");
        }
        if self.random.percent(50) {
            self.line(1, "兜底\n    第 1 次 说 \"换个说法？\"\n    第 3 次 转人工 客服组");
        }
        if self.random.percent(50) {
            self.line(1, "系统出错\n    说 \"系统忙。\"\n    转人工 专家组 优先 高");
        }
        if self.random.percent(60) {
            self.line(1, "没回 10 分钟 提醒 \"还在吗？\"\n  没回 2 小时 取消流程");
        }
        let times = 2 + self.random.below(2);
        self.line(1, &format!("问满 {times} 次 转人工 客服组"));
    }

    fn flow(&mut self) {
        let (name, intent) = FLOWS[self.flow];
        self.line(0, &format!("\n流程 {name} 版本 1"));
        self.line(1, &format!("触发 意图 {intent}"));
        self.line(1, "结果 好、不要");
        self.line(1, "信息");
        for (slot, ty, _, value, _) in SLOTS {
            if self.declares(slot) {
                let extra = match self.random.below(12) {
                    0 if slot == "颜色" => " 来自 顾客.常用色",
                    1 if slot == "颜色" => " 存到 顾客.常用色",
                    2 if slot != "备注" => " 每次都问",
                    3 if slot != "同意" => &format!(" = {value}"),
                    4 => " 传出",
                    _ => "",
                };
                self.line(2, &format!("{slot}: {ty}{extra}"));
            }
        }
        self.steps = 1 + self.random.below(3);
        for step in 0..self.steps {
            self.step = step;
            let closed = if self.random.percent(10) { " 不可打断" } else { "" };
            self.line(1, &format!("步骤 步{step}{closed}"));
            for _ in 0..=self.random.below(4) {
                self.statement(2, 2);
            }
            self.way_on(2);
        }
    }

    /// The end of a step: on to the next, or out.
    fn way_on(&mut self, indent: usize) {
        if self.step + 1 < self.steps {
            self.line(indent, &format!("转到 步{}", self.step + 1));
        } else {
            self.line(indent, "结束 好");
        }
    }

    /// A way out of the middle of a step.
    fn way_out(&mut self) -> String {
        match self.random.below(6) {
            0 => "转人工 专家组 附言 \"看看\"".to_owned(),
            1 => "转人工 客服组".to_owned(),
            2 => "取消流程".to_owned(),
            3 if self.step + 1 < self.steps => format!("转到 步{}", self.steps - 1),
            _ => "结束 不要".to_owned(),
        }
    }

    fn block(&mut self, indent: usize, depth: usize) {
        for _ in 0..=self.random.below(2) {
            self.statement(indent, depth);
        }
        if self.random.percent(25) {
            let way = self.way_out();
            self.line(indent, &way);
        }
    }

    fn statement(&mut self, indent: usize, depth: usize) {
        match self.random.below(20) {
            0..=1 => {
                let text = self.text();
                self.line(indent, &format!("说 {text}"));
            }
            2..=9 => self.ask(indent),
            10..=11 if depth > 0 => self.branch(indent, depth - 1),
            12 if depth > 0 => self.arms(indent, depth - 1),
            13..=14 => self.call(indent, depth),
            15 => {
                let (slot, _, _, value, _) = self.slot();
                self.line(indent, &format!("记 {slot} = {value}"));
            }
            16 => {
                self.count += 1;
                let n = self.count;
                self.line(indent, &format!("算 双{n} = 件数 * 2"));
                self.line(indent, &format!("说 \"双{n} 是 {{双{n}}}\""));
            }
            17 if self.flow + 1 < self.flows => self.enter(indent),
            18 => self.line(indent, "统计 来过(颜色)"),
            _ => {
                let (slot, ..) = self.slot();
                let text = self.text();
                self.line(indent, &format!("如果 有 {slot}"));
                self.line(indent + 1, &format!("说 {text}"));
            }
        }
    }

    fn branch(&mut self, indent: usize, depth: usize) {
        let (slot, _, condition, ..) = self.slot();
        self.line(indent, &format!("如果 {condition}"));
        self.block(indent + 1, depth);
        if self.random.percent(25) {
            // Only behind a question of the same step, so that it can be gone back to.
            self.line(indent, "否则");
            self.line(indent + 1, &format!("问 {slot} \"再问{}\"", self.count));
            self.line(indent + 1, &format!("重问 {slot} \"重来\""));
        } else if self.random.percent(50) {
            self.line(indent, "否则");
            self.block(indent + 1, depth);
        }
    }

    fn arms(&mut self, indent: usize, depth: usize) {
        self.line(indent, "按 颜色 分");
        self.line(indent + 1, "黑色、白色");
        self.block(indent + 2, depth);
        self.line(indent + 1, "其他");
        self.block(indent + 2, depth);
    }

    fn call(&mut self, indent: usize, depth: usize) {
        self.count += 1;
        let n = self.count;
        let reads = self.random.percent(50);
        let (what, error, field) = if reads {
            ("查(颜色)", "没有这款", "说法")
        } else {
            ("留(件数)", "满了", "单号")
        };
        self.line(indent, &format!("调用 仓库.{what} 得到 货{n}"));
        self.line(indent + 1, &format!("出错 {error}"));
        self.block(indent + 2, depth.saturating_sub(1));
        if self.random.percent(30) {
            let which = *self.random.of(&["超时", "系统错", "其他"]);
            self.line(indent + 1, &format!("出错 {which}"));
            self.block(indent + 2, 0);
        }
        self.line(indent, &format!("说 \"货 {{货{n}.{field}}}\""));
    }

    fn enter(&mut self, indent: usize) {
        self.count += 1;
        let n = self.count;
        let inner = FLOWS[self.flow + 1].0;
        self.line(indent, &format!("进入 流程 {inner} 得到 回{n}"));
        if self.random.percent(50) {
            let text = self.text();
            self.line(indent + 1, "没走完");
            self.line(indent + 2, &format!("说 {text}"));
        }
        self.line(indent, &format!("说 \"回 {{回{n}.结果}}\""));
    }

    fn ask(&mut self, indent: usize) {
        let of = self.slot();
        let (slot, _, condition, _, buttons) = of;
        let text = self.text();
        self.line(indent, &format!("问 {slot} {text}"));
        let inner = indent + 1;
        if !buttons.is_empty() && self.random.percent(60) {
            self.line(inner, buttons);
            if slot == "同意" && self.random.percent(40) {
                self.line(inner, "要明说");
            }
        }
        if slot != "同意" && self.random.percent(30) {
            let text = self.text();
            self.line(inner, &format!("要求 {condition} 否则 {text}"));
        }
        if self.random.percent(20) {
            self.line(inner, "没听懂 \"没听懂这句\"");
        }
        if self.random.percent(25) {
            let (times, way) = (1 + self.random.below(3), self.way_out());
            self.line(inner, &format!("问满 {times} 次 {way}"));
        }
        if self.random.percent(25) {
            self.line(inner, "没回 5 分钟 提醒 \"等您呢\"");
            if self.random.percent(60) {
                let way = self.way_out();
                self.line(inner, &format!("没回 40 分钟 {way}"));
            }
        }
        if self.random.percent(25) {
            let told = *self.random.of(&["可跳过", "可跳过 \"跳过了\""]);
            self.line(inner, told);
        }
        if self.random.percent(20) {
            self.line(inner, "遇到 意图 嫌慢");
            let text = self.text();
            self.line(inner + 1, &format!("说 {text}"));
            if self.random.percent(25) {
                let (set, _, _, value, _) = if self.random.percent(50) { of } else { self.slot() };
                self.line(inner + 1, &format!("记 {set} = {value}"));
            }
            if self.random.percent(30) {
                let way = self.way_out();
                self.line(inner + 1, &way);
            }
        }
    }
}
