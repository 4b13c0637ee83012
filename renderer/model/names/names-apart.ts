/** Adds a number to repeated names: pasted pictures are often all called `image.png`. */
export function namesApart(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const dot = name.lastIndexOf('.');
    const cut = dot > 0 ? dot : name.length;
    let apart = name;
    for (let number = 2; taken.has(apart) || (number > 2 && names.includes(apart)); number += 1) {
      apart = `${name.slice(0, cut)} (${number})${name.slice(cut)}`;
    }
    taken.add(apart);
    return apart;
  });
}
