//! What the shop says: texts in each pair of quotes, in a flow that has something to put into their holes.
#![no_main]

use libfuzzer_sys::fuzz_target;

const HEAD: &str = "语言版本 1
人工组 组
类型 色 选项
  黑
  白
流程 说话 版本 1
  触发 意图 内置.取消
  结果 好
  信息
    名: 文本 传入
    钱数: 钱 传入
    何时: 时间 传入
    电话: 手机号 传入
    色: 色 传入
    列: [文本] 传入
  步骤 一
";

fuzz_target!(|text: &str| {
    let line: String = text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    let shop = format!("{HEAD}    说 \"{line}\"\n    说 “{line}”\n      或说 「{line}」\n      另起 逐个 列 \"{line}\"\n    结束 好\n");
    huashu_fuzz::compiles("店.flow", &shop);
});
