//! Bytes to text: UTF-8, and the GBK in which a Chinese Excel saves a CSV; everything else is said so.

use encoding_rs::GB18030;
use huashu_dsl::Message;

/// The text of a file.
///
/// # Errors
/// A sentence that says what the bytes are instead of UTF-8, and how to save the file.
pub fn of_text(bytes: Vec<u8>) -> Result<String, Message> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let bytes = error.as_bytes();
        if is_utf16(bytes) { utf_16() } else { not_utf8(bytes, error.utf8_error().valid_up_to()) }
    })?;
    match text.find('\0') {
        Some(_) if is_utf16(text.as_bytes()) => Err(utf_16()),
        Some(at) => Err(nul(1 + text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count())),
        None => Ok(text),
    }
}

/// The text of a table, which may be GBK: what Excel saves as CSV on a Chinese Windows.
///
/// # Errors
/// As for [`of_text`].
pub fn of_table(bytes: Vec<u8>) -> Result<String, Message> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(spreadsheet());
    }
    let may_be_gbk = std::str::from_utf8(&bytes).is_err() && !bytes.contains(&0) && !is_utf16(&bytes);
    if let Some(text) = may_be_gbk.then(|| gbk(&bytes)).flatten() {
        return Ok(text);
    }
    of_text(bytes)
}

/// The text, if every byte of it is GBK.
fn gbk(bytes: &[u8]) -> Option<String> {
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// Whether it begins with the mark of UTF-16, or every second byte of its beginning is 0.
fn is_utf16(bytes: &[u8]) -> bool {
    let zeros = |odd: usize| bytes.iter().take(64).skip(odd).step_by(2).filter(|b| **b == 0).count();
    let half = bytes.len().min(64) / 2;
    bytes.starts_with(&[0xFF, 0xFE])
        || bytes.starts_with(&[0xFE, 0xFF])
        || half > 2 && (zeros(0) * 4 > half * 3 || zeros(1) * 4 > half * 3)
}

fn not_utf8(bytes: &[u8], good: usize) -> Message {
    let line = 1 + bytes.iter().take(good).filter(|b| **b == b'\n').count();
    if gbk(bytes).is_some() {
        return Message::new(
            format!("第 {line} 行有不是 UTF-8 的字节，看起来是 GBK（ANSI）；请另存为，编码选 UTF-8。"),
            format!("Line {line} holds bytes that are not UTF-8 but look like GBK; save the file as UTF-8."),
        );
    }
    Message::new(
        format!("第 {line} 行有不是 UTF-8 的字节，请把文件另存为 UTF-8。"),
        format!("Line {line} holds bytes that are not UTF-8; save the file as UTF-8."),
    )
}

fn spreadsheet() -> Message {
    Message::new(
        "这是 Excel 文件，只是名字叫 .csv；请在 Excel 里另存为 .xlsx，流程里也写 .xlsx。",
        "This is an Excel file under the name of a .csv; save it as .xlsx, and name that in the flow.",
    )
}

fn utf_16() -> Message {
    Message::new(
        "这个文件是 UTF-16 编码（记事本里叫 Unicode）；请另存为，编码选 UTF-8。",
        "This file is UTF-16, which Notepad calls Unicode; save it as UTF-8.",
    )
}

fn nul(line: usize) -> Message {
    Message::new(
        format!("第 {line} 行有 NUL 字节，这不是文本文件。"),
        format!("Line {line} holds a NUL byte; this is not a text file."),
    )
}

#[cfg(test)]
mod tests {
    use super::{of_table, of_text};

    #[test]
    fn what_is_no_utf8_is_called_by_its_name() {
        let utf_16 =
            |bytes: fn(u16) -> [u8; 2]| "语言版本 1\nabc".encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let gbk = b"a\n\xd3\xef\xd1\xd4\xb0\xe6\xb1\xbe 1";
        let cases: [(Vec<u8>, &str); 6] = [
            ([&[0xFF, 0xFE][..], &utf_16(u16::to_le_bytes)].concat(), "UTF-16"),
            ([&[0xFE, 0xFF][..], &utf_16(u16::to_be_bytes)].concat(), "UTF-16"),
            ("language_version 1".encode_utf16().flat_map(u16::to_le_bytes).collect(), "UTF-16"),
            (gbk.to_vec(), "GBK"),
            (b"a\nb\n\xff".to_vec(), "\u{7b2c} 3 \u{884c}"),
            (b"a\n\0".to_vec(), "NUL"),
        ];
        for (bytes, says) in cases {
            let said = of_text(bytes).err().map(|m| m.zh).unwrap_or_default();
            assert!(said.contains(says), "{says}: {said}");
        }
        assert_eq!(of_text("好".into()), Ok("好".into()));
        assert_eq!(of_table(gbk.to_vec()), Ok("a\n语言版本 1".into()));
        assert!(of_table(b"a\xff\xff".to_vec()).is_err());
        let renamed = of_table(b"PK\x03\x04\x14\0".to_vec()).err().map(|m| m.zh).unwrap_or_default();
        assert!(renamed.contains("Excel"), "{renamed}");
    }
}
