import { expect, it, vi } from 'vitest';
import { windowBounds, createNavigator } from '../../../../main/desktop/window/main-window.ts';

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

function navigator() {
  const show = vi.fn();
  const navigate = vi.fn();
  return { navigator: createNavigator(show, navigate), show, navigate };
}

it('tells a page that is not there yet when it is, of the last place only', () => {
  const test = navigator();
  test.navigator.go({ view: 'connect' });
  test.navigator.go({ view: 'settings' });
  expect(test.navigate).not.toHaveBeenCalled();
  test.navigator.pageListens();
  test.navigator.pageListens();
  expect(test.navigate.mock.calls).toEqual([[{ view: 'settings' }]]);
  expect(test.show).toHaveBeenCalledTimes(2);
});

it('tells a page that listens at once, and none that is gone', () => {
  const test = navigator();
  test.navigator.pageListens();
  test.navigator.go({ view: 'connect' });
  expect(test.navigate).toHaveBeenCalledTimes(1);
  test.navigator.pageGone();
  test.navigator.go({ view: 'transfers' });
  expect(test.navigate).toHaveBeenCalledTimes(1);
  test.navigator.pageListens();
  expect(test.navigate).toHaveBeenLastCalledWith({ view: 'transfers' });
});
