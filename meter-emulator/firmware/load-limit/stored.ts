/** What a meter keeps of its load limit. The settings are the request of 6.4.1 itself. */
import { required, struct } from '../../../protocol/definition/words.ts';
import { updateDeviceConfigurationLoadLimitingGeneralSettings } from '../../../protocol/services/update-device-configuration-load-limiting-general-settings.ts';
import { number32 } from '../stored-words.ts';

export const loadLimitSettings = updateDeviceConfigurationLoadLimitingGeneralSettings.request;

export const loadLimit = struct({
  passed: required(1, number32, 'How often the limit was passed since it was last set to 0.'),
});
