'use strict';
const { contextBridge, ipcRenderer, webUtils } = require('electron');

window.preloadSecret = 'must not be visible to the page';

const on = (channel) => (callback) => {
  const listener = (_event, ...values) => callback(...values);
  ipcRenderer.on(channel, listener);
  return () => ipcRenderer.off(channel, listener);
};

contextBridge.exposeInMainWorld('api', {
  version: ipcRenderer.sendSync('version'),
  list: () => ipcRenderer.invoke('files:list'),
  pick: () => ipcRenderer.invoke('files:pick'),
  add: (paths) => ipcRenderer.invoke('files:add', paths),
  pathsOf: (files) => files.map((file) => webUtils.getPathForFile(file)),
  echo: (value) => ipcRenderer.invoke('echo', value),
  invoke: (channel) => ipcRenderer.invoke(channel),
  setSecret: (secret) => ipcRenderer.invoke('secret:set', secret),
  getSecret: () => ipcRenderer.invoke('secret:get'),
  startPump: (perSecond, count) => ipcRenderer.send('pump:start', perSecond, count),
  onSnapshot: on('snapshot'),
  onPower: on('power'),
  onSecondInstance: on('second-instance'),
  unknown: () => ipcRenderer.postMessage('x', null),
  nested: {
    add: (one, other) => one + other,
    fail: () => {
      throw Object.assign(new TypeError('nope'), { code: 'E1' });
    },
  },
});
