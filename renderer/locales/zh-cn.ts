import type { Messages } from './messages.ts';
import { connect } from './zh-cn/connect.ts';
import { details } from './zh-cn/details.ts';
import { errors } from './zh-cn/errors.ts';
import { place } from './zh-cn/place.ts';
import { settings } from './zh-cn/settings.ts';
import { transfers } from './zh-cn/transfers.ts';
import { uploads } from './zh-cn/uploads.ts';
import { upload } from './zh-cn/upload.ts';
import { window } from './zh-cn/window.ts';

export const chinese: Messages = {
  ...window,
  ...transfers,
  ...uploads,
  details,
  upload,
  connect,
  place,
  settings,
  errors,
};
