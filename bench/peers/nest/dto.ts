import { Type } from 'class-transformer';
import { Equals, IsInt, IsObject, IsOptional, IsString, Length, Max, MaxLength, Min } from 'class-validator';

export class StudentsQuery {
  @Equals('STUDENT')
  role!: 'STUDENT';

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit = 25;

  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  cursor?: string;
}

export class SaveMarksDto {
  @IsInt()
  @Min(1)
  version!: number;

  @IsObject()
  marks!: Record<string, number | null>;

  @IsOptional()
  @Length(1, 500)
  reason?: string;
}
