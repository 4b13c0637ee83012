import { expect, it, vi } from 'vitest';
import { createNavigator } from '../../../../main/desktop/window/navigator.ts';

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
