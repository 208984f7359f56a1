import { fold } from './text.js';

/**
 * How people and other products name the columns of a file, in English, Vietnamese, German and French. Case, accents, spaces and punctuation do not
 * matter. Products: Blackboard, Brightspace, Canvas, Google Classroom, Google Workspace, Gradescope, Moodle, OneRoster, PowerSchool.
 */
export const PERSON_COLUMN_NAMES = {
  email: names(
    'E-mail, Mail, Email address, E-mail address, User email, Student email, School email, Primary email, Work email',
    'Địa chỉ email, Địa chỉ thư điện tử, Thư điện tử',
    'E-Mail-Adresse, Mailadresse',
    'Adresse e-mail, Adresse mail, Courriel',
  ),
  role: names('System role, User role, Type, User type', 'Vai trò, Chức vụ', 'Rolle', 'Rôle'),
  code: names(
    'Student ID, Student code, Student number, Student no, Student ID number, Staff ID, Staff number, Employee ID, User ID, ID number',
    'SIS ID, SIS User ID, SID, Org Defined ID, Identifier, External person key, Registration number, Matric number',
    'MSSV, MSV, MSHS, Mã SV, Mã HS, Mã số, Mã sinh viên, Mã số sinh viên, Mã học sinh, Mã giảng viên, Mã cán bộ',
    'Matrikelnummer, Matrikel-Nr, Schülernummer, Personalnummer',
    'Numéro étudiant, N° étudiant, Matricule',
  ),
  givenName: names('First name, First, Forename, Given, Given names', 'Tên', 'Vorname, Vornamen', 'Prénom, Prénoms'),
  familyName: names(
    'Last name, Last, Surname, Family, Family names',
    'Họ, Họ đệm, Họ lót, Họ và tên đệm, Họ và đệm, Họ và chữ đệm',
    'Nachname, Familienname, Zuname',
    'Nom, Nom de famille',
  ),
  fullName: names(
    'Name, Student, Student name, Display name, Sortable name',
    'Họ tên, Họ và tên, Tên sinh viên, Họ tên sinh viên',
    'Nom et prénom, Nom complet',
  ),
  phone: names(
    'Phone number, Mobile, Mobile phone, Telephone, Cell phone',
    'Điện thoại, Số điện thoại, SĐT',
    'Telefon, Telefonnummer, Handy',
    'Téléphone, Portable',
  ),
  dateOfBirth: names('DOB, Birth date, Birthday, Birthdate', 'Ngày sinh, Ngày tháng năm sinh', 'Geburtsdatum', 'Date de naissance, Né le'),
  department: names('Dept, Faculty, School', 'Khoa, Bộ môn, Đơn vị', 'Abteilung, Fachbereich, Fakultät', 'Département, Faculté'),
};

export type PersonColumn = keyof typeof PERSON_COLUMN_NAMES;
/** The names of each column. A school adds its own. */
export type PersonColumnNames = Readonly<Record<PersonColumn, readonly string[]>>;

/** The form in which two names are the same: letters and digits only. */
export function foldName(name: string): string {
  return fold(name).replace(/[^\p{L}\p{N}]+/gu, '');
}

function names(...languages: string[]): string[] {
  return languages.flatMap((language) => language.split(', '));
}
