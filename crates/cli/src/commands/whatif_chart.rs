//! The costs as a picture: two columns a year, what the levels pay by the law in force and with the
//! other value. Whole numbers only; it prints in black and white.

use std::fmt::Write as _;

use base::Fen;
use office::law::WhatIfAnswer;

const WIDTH: i64 = 880;
const HEIGHT: i64 = 420;
const LEFT: i64 = 90;
const TOP: i64 = 60;
const BOTTOM: i64 = 360;

/// The chart.
pub fn svg(heading: &str, answer: &WhatIfAnswer) -> String {
    let pairs: Vec<(i16, Fen, Fen)> = answer
        .before
        .iter()
        .zip(&answer.after)
        .map(|(before, after)| (after.year, before.by_level.total(), after.by_level.total()))
        .collect();
    let most = pairs.iter().flat_map(|(_, before, after)| [before.get(), after.get()]).max().unwrap_or(0).max(1);
    let high =
        |fen: Fen| i64::try_from(i128::from(fen.get()) * i128::from(BOTTOM - TOP) / i128::from(most)).unwrap_or(0);
    let step = (WIDTH - LEFT - 20) / i64::try_from(pairs.len().max(1)).unwrap_or(1);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         font-family=\"'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif\" font-size=\"13\">\n\
         <title>{0}</title>\n<text x=\"{LEFT}\" y=\"24\" font-size=\"16\">{0}</text>\n\
         <text x=\"{LEFT}\" y=\"46\" fill=\"#555\">各级财政每年负担，万元；左：现行，右：改后</text>\n",
        escaped(heading)
    );
    for tenth in [0, 5, 10] {
        let y = BOTTOM - (BOTTOM - TOP) * tenth / 10;
        let value = ten_thousands(Fen::new(most / 10 * tenth));
        let _ = writeln!(
            out,
            "<line x1=\"{LEFT}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\" stroke=\"#ccc\"/>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"end\">{value}</text>",
            WIDTH - 20,
            LEFT - 8,
            y + 4
        );
    }
    for ((year, before, after), place) in pairs.iter().zip(0_i64..) {
        let x = LEFT + place * step + step / 8;
        let wide = step * 3 / 8;
        for (fen, offset, fill) in [(*before, 0, "#9aa5b1"), (*after, wide, "#1f5f8b")] {
            let tall = high(fen);
            let _ = writeln!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{tall}\" fill=\"{fill}\" stroke=\"#333\">\
                 <title>{year} {} 元</title></rect>",
                x + offset,
                BOTTOM - tall,
                wide - 2,
                fen
            );
        }
        let _ = writeln!(out, "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{year}</text>", x + wide, BOTTOM + 20);
    }
    out + "</svg>\n"
}

/// 万元 with two decimals, cut.
fn ten_thousands(fen: Fen) -> String {
    let hundredths = fen.get() / 10_000;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
