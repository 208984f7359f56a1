import { present, ResponseDto } from './response-dto.js';

class PersonDto extends ResponseDto {
  name!: string;
  phone?: string;
}

class LecturerDto extends PersonDto {
  classes!: string[];
}

const LECTURER = { classes: ['MATH-101'], name: 'Bình', phone: undefined, secret: 'not for others' };

describe('a response DTO', () => {
  it('contains the declared properties in their order, and no others', () => {
    expect(Object.entries(PersonDto.from(LECTURER))).toEqual(Object.entries({ name: 'Bình', phone: undefined }));
    expect(JSON.stringify(present(LecturerDto, LECTURER))).toBe('{"name":"Bình","classes":["MATH-101"]}');
  });

  it('does not compile if the source lacks a property, even an optional one', () => {
    // @ts-expect-error phone is missing
    expect(PersonDto.from({ name: 'Bình' })).toEqual({ name: 'Bình', phone: undefined });
    // @ts-expect-error classes is missing
    expect(present(LecturerDto, { name: 'Bình', phone: '1' }).name).toBe('Bình');
  });
});
