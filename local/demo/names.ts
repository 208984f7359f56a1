/** Names in several scripts, most of them Vietnamese. Family name first, then given name. */
export const VIETNAMESE = {
  family: ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Huỳnh', 'Phan', 'Vũ', 'Võ', 'Đặng', 'Bùi', 'Đỗ', 'Hồ', 'Ngô', 'Dương', 'Lý'],
  given: [
    ['Văn An', 'Thị Ánh', 'Minh Đức', 'Thị Hồng Nhung', 'Quốc Bảo', 'Thu Hà', 'Hữu Nghĩa', 'Ngọc Diệp', 'Đình Trọng', 'Thị Mỹ Duyên'],
    ['Gia Huy', 'Khánh Linh', 'Tuấn Kiệt', 'Bảo Châu', 'Thành Đạt', 'Phương Thảo', 'Xuân Trường', 'Thị Ngọc Ánh', 'Đăng Khoa', 'Yến Nhi'],
  ].flat(),
};

/** [family name, given name]. A person with one name has no family name. */
export const ELSEWHERE: readonly (readonly [string, string])[] = [
  ['Müller', 'Jürgen'],
  ['García Márquez', 'Inés'],
  ["O'Connor", 'Siobhán'],
  ['Łukasiewicz', 'Żaneta'],
  ['Þórsdóttir', 'Sigríður'],
  ['Çelik', 'İbrahim'],
  ['Dvořák', 'Anežka'],
  ['Иванова', 'Мария'],
  ['Шевченко', 'Олег'],
  ['Παπαδόπουλος', 'Γιώργος'],
  ['الحسن', 'فاطمة'],
  ['כהן', 'נועה'],
  ['शर्मा', 'आदित्य'],
  ['சுப்பிரமணியம்', 'கவிதா'],
  ['สุขใจ', 'สมชาย'],
  ['王', '小明'],
  ['李', '靜怡'],
  ['田中', 'さくら'],
  ['김', '민준'],
  ['ተስፋዬ', 'ሰላም'],
  ['Okonkwo', 'Chidịnma'],
  ['Kealoha', 'Kaʻiulani'],
  ['Nguyen-Smith', 'Anne-Marie'],
  ['van der Berg', 'Joost'],
  ['', 'Sukarno'],
  ['', 'Win Myint'],
];

/** The name of the nth person. Six of ten are Vietnamese. The same number always has the same name. */
export function nameOf(index: number): { familyName: string; givenName: string } {
  if (index % 5 < 3) {
    const { family, given } = VIETNAMESE;
    return { familyName: family[(index * 7) % family.length]!, givenName: given[(index * 3) % given.length]! };
  }
  const [familyName, givenName] = ELSEWHERE[index % ELSEWHERE.length]!;
  return { familyName, givenName };
}
