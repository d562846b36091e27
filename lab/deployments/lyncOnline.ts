/** Skype for Business Online without servers on premises. */
import { deploymentOf } from './topology.js';

export const lyncOnline = deploymentOf({
  id: 'lync-online',
  title: 'Skype for Business Online, as before its retirement',
  version: '2019',
  online: 'all',
  people: [
    { sipName: 'olga.meyer', samName: 'omeyer', password: 'Wolke&Regen=100%', home: 'online', expect: 'pass' },
    {
      sipName: 'farid.nasser',
      samName: 'fnasser',
      upn: 'farid.nasser@corp.lync-online.example',
      password: 'سماء&زرقاء+7%',
      home: 'online',
      expect: 'pass',
    },
    {
      sipName: 'uma.king',
      samName: 'uking',
      upn: 'uma.king@old-name.example',
      password: 'Before/the+merger?',
      home: 'online',
      expect: 'online-realm-unknown',
    },
    {
      sipName: 'mia.lopez',
      samName: 'mlopez',
      password: 'Árbol<verde>5',
      home: 'online',
      secondFactor: true,
      expect: 'online-mfa-required',
    },
  ],
});
