import * as v from 'valibot';
import { expect, it } from 'vitest';
import {
  mostLinesAsked,
  type PictureView,
  type Question,
  questionSchema,
} from '../../../shared/ipc/picture-question.ts';

const uploads: Question = {
  seq: 1,
  view: { kind: 'uploads', entered: 5 },
  first: 0,
  last: 40,
  selection: { keys: [] },
};
const opened: PictureView = { kind: 'upload', batchId: 7, filter: 'failed', open: ['d4'] };
const accepts = (question: unknown): boolean => v.is(questionSchema, question);

it('a page may look at the list, at what needs a person, at one upload, or at the tray', () => {
  const views: readonly PictureView[] = [
    uploads.view,
    { kind: 'uploads', entered: 5, result: 'failed', search: 'nef', place: 'a', from: 5, to: 9 },
    { kind: 'attention' },
    opened,
    { ...opened, search: 'img' },
    { kind: 'tray' },
  ];
  expect(views.map((view) => accepts({ ...uploads, view }))).toEqual(views.map(() => true));
});

it('a selection is a list of keys, or everything but some keys', () => {
  const selections = [{ keys: [3, 'd4'] }, { all: true, except: [3] }, { all: true }, {}];
  expect(selections.map((selection) => accepts({ ...uploads, selection }))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it('refuses more lines than a screen has', () => {
  const asks = (first: number, last: number): boolean => accepts({ ...uploads, first, last });
  expect(asks(999_000, 999_000 + mostLinesAsked - 1)).toBe(true);
  expect(asks(0, mostLinesAsked)).toBe(false);
  expect(asks(-1, 4)).toBe(false);
});

it('refuses fields of another view, and paths', () => {
  expect(accepts({ ...uploads, view: { ...opened, result: 'failed' } })).toBe(false);
  expect(accepts({ ...uploads, view: { kind: 'attention', path: '/etc/passwd' } })).toBe(false);
});
