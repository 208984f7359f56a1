export const CSV_MEDIA_TYPE = 'text/csv';
export const WORKBOOK_MEDIA_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const FILE_MEDIA_TYPES = [CSV_MEDIA_TYPE, WORKBOOK_MEDIA_TYPE];
