'use strict';
const { contextBridge, ipcRenderer, webUtils } = require('electron');

window.preloadSecret = 'must not be visible to the page';

contextBridge.exposeInMainWorld('api', {
  version: '1.2.3',
  pathOf: (file) => webUtils.getPathForFile(file),
  echo: (value) => ipcRenderer.invoke('echo', value),
  invoke: (channel) => ipcRenderer.invoke(channel),
  callBack: (callback) => callback(1),
  unknown: () => ipcRenderer.postMessage('x', null),
  add: (one, other) => one + other,
  fail: () => {
    throw Object.assign(new TypeError('nope'), { code: 'E1' });
  },
});
