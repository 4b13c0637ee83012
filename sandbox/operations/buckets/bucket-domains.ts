import { formatXmlDate } from '../../signing/request-time.ts';
import { writeXml, type XmlFields } from '../../text/xml-writer.ts';
import type { CnameEntry } from '../../rules/bucket-settings.ts';
import { xmlResponse, type OssResponse, type BucketCall } from '../call.ts';

/**
 * GET /?cname: the domains that are bound to the bucket.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/listcname
 */
export function listCname({ bucket }: BucketCall): OssResponse {
  const { name, ownerId, created, settings } = bucket.record;
  return xmlResponse(
    writeXml('ListCnameResult', {
      Bucket: name,
      Owner: ownerId,
      Cname: (settings?.domains ?? []).map((bound) => describeDomain(bound, created)),
    }),
  );
}

function describeDomain({ domain, certificate }: CnameEntry, created: number): XmlFields {
  return {
    Domain: domain,
    LastModified: formatXmlDate(created),
    Status: 'Enabled',
    Certificate:
      certificate === undefined
        ? undefined
        : {
            Type: 'CAS',
            CertId: '493****-cn-hangzhou',
            Status: 'Enabled',
            CreationDate: formatXmlDate(certificate.validFrom),
            Fingerprint: 'DE:01:CF:EC:7C:A7:98:CB:D8:6E:FB:1D:97:EB:A9:64:1D:4E:**:**',
            ValidStartDate: formatXmlDate(certificate.validFrom),
            ValidEndDate: formatXmlDate(certificate.validUntil),
          },
  };
}
