//! Names that sound right and belong to nobody: pairs of lucky syllables, drawn without repetition.

use super::dice::shuffle;
use crate::rng::{Rng, key_of};

const FIRST: [&str; 26] = [
    "兴", "永", "长", "金", "文", "福", "安", "和", "新", "东", "云", "青", "瑞", "丰", "嘉", "春",
    "秋", "石", "莲", "桃", "泰", "凤", "龙", "清", "双", "景",
];
const SECOND: [&str; 24] = [
    "隆", "宁", "康", "源", "华", "泉", "湖", "桥", "湾", "洲", "塘", "渡", "岗", "墩", "圩", "桂",
    "林", "阳", "堤", "浦", "溪", "坊", "村", "营",
];
const ESTATES: [&str; 10] = [
    "花园", "家园", "苑", "新村", "公寓", "雅居", "府", "里", "名邸", "小区",
];

/// A source of names.
#[derive(Clone, Debug)]
pub struct Names {
    pairs: Vec<String>,
    next: usize,
}

impl Names {
    /// The names of a seed; different uses draw different orders.
    pub fn new(seed: u64, purpose: &str) -> Self {
        let mut pairs: Vec<String> = FIRST
            .iter()
            .flat_map(|a| SECOND.iter().map(move |b| format!("{a}{b}")))
            .collect();
        shuffle(&mut Rng::new(seed, key_of(purpose)), &mut pairs);
        Self { pairs, next: 0 }
    }

    /// The next pair of syllables; they repeat with a number after all 624.
    pub fn pair(&mut self) -> String {
        let round = self.next / self.pairs.len();
        let name = &self.pairs[self.next % self.pairs.len()];
        self.next += 1;
        if round == 0 {
            name.clone()
        } else {
            format!("{name}第{}", round + 1)
        }
    }

    /// A name for an estate.
    pub fn estate(&mut self) -> String {
        let kind = ESTATES[(self.next * 7 + self.next / 10) % ESTATES.len()];
        format!("{}{kind}", self.pair())
    }
}
