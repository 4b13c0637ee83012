import { connect } from './en/connect.ts';
import { details } from './en/details.ts';
import { errors } from './en/errors.ts';
import { place } from './en/place.ts';
import { settings } from './en/settings.ts';
import { transfers } from './en/transfers.ts';
import { uploads } from './en/uploads.ts';
import { upload } from './en/upload.ts';
import { window } from './en/window.ts';

export const english = {
  ...window,
  ...transfers,
  ...uploads,
  details,
  upload,
  connect,
  place,
  settings,
  errors,
} as const;
