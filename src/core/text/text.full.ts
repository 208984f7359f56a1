describe('normalise', () => {
  it('counts as a mark every character that normalising would sort', () => {
    // U+0345 has the last place of all marks.
    const isSorted = (character: string) => `x\u0345${character}`.normalize('NFD') !== `x\u0345${character.normalize('NFD')}`;
    const others: string[] = [];
    for (let code = 0; code <= 0x10_ffff; code += 1) {
      const character = String.fromCodePoint(code);
      if (isSorted(character) && !/\p{M}/u.test(character)) others.push(code.toString(16));
    }
    expect(others).toEqual([]);
  });
});
