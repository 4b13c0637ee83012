import { expect, it, vi } from 'vitest';
import { windowBounds } from '../../../../main/desktop/window/main-window.ts';

vi.mock('electron', () => ({}));

const left = { x: 0, y: 25, width: 1920, height: 1055 };
const right = { x: 1920, y: 0, width: 2560, height: 1440 };
const state = { width: 1280, height: 800, x: null, y: null, maximized: false };
const size = { width: 1280, height: 800 };

it.each([
  ['has no place yet', {}, [left], size],
  ['has half a place', { x: 5 }, [left], size],
  ['is where it was', { x: 100, y: 100 }, [left], { ...size, x: 100, y: 100 }],
  ['is on the second screen', { x: 2000, y: 0 }, [left, right], { ...size, x: 2000, y: 0 }],
  ['was on a screen that is gone', { x: 2000, y: 0 }, [left], size],
  ['hides its title bar above', { x: 100, y: 24 }, [left], size],
  ['lies below', { x: 100, y: 1001 }, [left], size],
  ['shows just enough at the left', { x: -1199, y: 30 }, [left], { ...size, x: -1199, y: 30 }],
  ['shows too little at the left', { x: -1200, y: 30 }, [left], size],
  ['shows just enough at the right', { x: 1839, y: 30 }, [left], { ...size, x: 1839, y: 30 }],
  ['shows too little at the right', { x: 1840, y: 30 }, [left], size],
  [
    'is larger than any screen',
    { width: 9000, height: 9000 },
    [left],
    { width: 1920, height: 1055 },
  ],
  ['finds no screen at all', { x: 0, y: 0, width: 1000 }, [], { width: 800, height: 600 }],
])('a window that %s', (_, change, workAreas, bounds) => {
  expect(windowBounds({ ...state, ...change }, workAreas)).toEqual(bounds);
});
