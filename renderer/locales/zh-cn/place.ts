import type { place as english } from '../en/place.ts';
import type { Wording } from '../messages.ts';

export const place: Wording<typeof english> = {
  name: '名称',
  nameHint: '重命名位置不会改动 OSS 上的任何内容。',
  hue: '标记颜色',
  hues: {
    violet: '紫色',
    teal: '青色',
    blue: '蓝色',
    clay: '陶土色',
    olive: '橄榄色',
    slate: '灰色',
  },
  open: '打开',
  copyPath: '复制路径',
  pathCopied: '已复制路径。',
  shortcut: '按编号选择上传目标',
  removeTitle: '移除 {name}？',
  removeText: '名称和上传选项会从 Ferry 中移除。上传记录仍留在列表中，OSS 上的内容不变。',
  removeTarget: '目前上传到这里。移除后，下次上传时会询问位置。',
  removeYes: '移除位置',
};
