import { connect } from './en/connect.ts';
import { details } from './en/details.ts';
import { errors } from './en/errors.ts';
import { settings } from './en/settings.ts';
import { transfers } from './en/transfers.ts';
import { upload } from './en/upload.ts';
import { window } from './en/window.ts';

export const english = {
  ...window,
  ...transfers,
  details,
  upload,
  connect,
  settings,
  errors,
} as const;
