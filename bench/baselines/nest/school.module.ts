import { Body, Controller, Get, HttpException, Injectable, Module, Param, ParseUUIDPipe, Put, Query, UseGuards } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_GUARD } from '@nestjs/core';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import * as school from '../school.mjs';
import { type Actor, AuthModule, CurrentUser, Groups, GroupsGuard, JwtAuthGuard } from './auth.js';
import { SaveMarksDto, StudentsQuery } from './dto.js';

@Injectable()
class SchoolService {
  profile(id: string): Promise<unknown> {
    return answered(school.profile(id));
  }

  students({ limit, cursor }: StudentsQuery): Promise<unknown> {
    return answered(school.students(limit, cursor));
  }

  schoolClass(id: string, actor: Actor): Promise<unknown> {
    return answered(school.schoolClass(id, actor.id));
  }

  gradebook(id: string, actor: Actor): Promise<unknown> {
    return answered(school.gradebook(id, actor.id));
  }

  saveMarks(classId: string, studentId: string, body: SaveMarksDto, actor: Actor): Promise<unknown> {
    return answered(school.saveMarks(classId, studentId, body, actor));
  }
}

function answered(result: Promise<unknown>): Promise<unknown> {
  return result.catch((error: unknown) => {
    throw error instanceof school.Refusal ? new HttpException(error.message, error.status) : error;
  });
}

@Controller()
@UseGuards(JwtAuthGuard, GroupsGuard)
class UsersController {
  constructor(private readonly service: SchoolService) {}

  @Get('me')
  profile(@CurrentUser() actor: Actor): Promise<unknown> {
    return this.service.profile(actor.id);
  }

  @Get('users')
  @Groups(['admin'])
  students(@Query() query: StudentsQuery): Promise<unknown> {
    return this.service.students(query);
  }
}

@Controller('classes/:classId')
@UseGuards(JwtAuthGuard, GroupsGuard)
class ClassesController {
  constructor(private readonly service: SchoolService) {}

  @Get()
  @Groups(['lecturer'])
  schoolClass(@CurrentUser() actor: Actor, @Param('classId', ParseUUIDPipe) classId: string): Promise<unknown> {
    return this.service.schoolClass(classId, actor);
  }

  @Get('scores')
  @Groups(['lecturer'])
  gradebook(@CurrentUser() actor: Actor, @Param('classId', ParseUUIDPipe) classId: string): Promise<unknown> {
    return this.service.gradebook(classId, actor);
  }

  @Put('scores/:studentId')
  @Groups(['lecturer'])
  save(
    @CurrentUser() actor: Actor,
    @Param('classId', ParseUUIDPipe) classId: string,
    @Param('studentId', ParseUUIDPipe) studentId: string,
    @Body() body: SaveMarksDto,
  ): Promise<unknown> {
    return this.service.saveMarks(classId, studentId, body, actor);
  }
}

@Controller('health')
class HealthController {
  constructor(private readonly health: HealthCheckService) {}

  @Get()
  @HealthCheck()
  check(): Promise<unknown> {
    return this.health.check([]);
  }
}

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    ThrottlerModule.forRoot([{ ttl: 60_000, limit: 1_000_000 }]),
    TerminusModule,
    AuthModule,
  ],
  controllers: [UsersController, ClassesController, HealthController],
  providers: [SchoolService, { provide: APP_GUARD, useClass: ThrottlerGuard }],
})
export class SchoolModule {}
